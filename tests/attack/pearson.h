// Pearson correlation of values that come one pair at a time.
#ifndef IEUM_TESTS_ATTACK_PEARSON_H_
#define IEUM_TESTS_ATTACK_PEARSON_H_

#include <cmath>

namespace ieum::testing {

// One thread at a time.
class Pearson final {
 public:
  void Add(double x, double y) {
    x_ += x;
    y_ += y;
    xx_ += x * x;
    yy_ += y * y;
    xy_ += x * y;
    count_ += 1;
  }
  // 0 if one side does not vary.
  double Correlation() const {
    const double spread = (count_ * xx_ - x_ * x_) * (count_ * yy_ - y_ * y_);
    return spread > 0 ? (count_ * xy_ - x_ * y_) / std::sqrt(spread) : 0;
  }

 private:
  double x_ = 0, y_ = 0, xx_ = 0, yy_ = 0, xy_ = 0, count_ = 0;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_PEARSON_H_
