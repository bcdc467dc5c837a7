// Types and transforms of a payload's columns as people read them.
#ifndef IEUM_CORE_PAYLOAD_PAYLOAD_WORDS_H_
#define IEUM_CORE_PAYLOAD_PAYLOAD_WORDS_H_

#include <string>

#include "ieum/core/payload/transform_spec.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

// "decimal, 2 places", "category, 12 codes", "month".
std::string DescribeType(const ValueType& type);
// "noise laplace, scale 0.5, bound 5.0"; `type` is that of the column.
std::string DescribeTransform(const TransformSpec& transform, const ValueType& type);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_PAYLOAD_WORDS_H_
