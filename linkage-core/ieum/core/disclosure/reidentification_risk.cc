#include "ieum/core/disclosure/reidentification_risk.h"

#include <algorithm>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// 1 / 5 is above 0.2 in no case.
constexpr double kTolerance = 1e-9;

}  // namespace

ReidentificationRisk JournalistRisk(const EquivalenceClasses& classes,
                                    std::span<const double> population_sizes, double most) {
  IEUM_CHECK(population_sizes.size() == classes.class_count());
  ReidentificationRisk risk;
  if (classes.class_of.empty()) return risk;
  double expected = 0;
  for (size_t c = 0; c < classes.class_count(); ++c) {
    const double size = classes.sizes[c];
    const double of_row = 1 / std::max(size, population_sizes[c]);
    risk.greatest = std::max(risk.greatest, of_row);
    expected += size * of_row;
    if (of_row > most + kTolerance) risk.rows_above += classes.sizes[c];
  }
  risk.mean = expected / static_cast<double>(classes.class_of.size());
  return risk;
}

ReidentificationRisk ProsecutorRisk(const EquivalenceClasses& classes, double most) {
  return JournalistRisk(classes, ScaledSizes(classes, 0), most);
}

std::vector<double> ScaledSizes(const EquivalenceClasses& classes, double population) {
  std::vector<double> sizes;
  sizes.reserve(classes.class_count());
  const auto rows = static_cast<double>(classes.class_of.size());
  const double factor = std::max(1.0, rows > 0 ? population / rows : 0);
  for (const uint32_t size : classes.sizes) sizes.push_back(size * factor);
  return sizes;
}

}  // namespace ieum::core
