// Owners of what a C library allocates: std::unique_ptr<X509, FreeWith<X509_free>>.
#ifndef IEUM_CORE_PKI_FREE_WITH_H_
#define IEUM_CORE_PKI_FREE_WITH_H_

namespace ieum::core {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_FREE_WITH_H_
