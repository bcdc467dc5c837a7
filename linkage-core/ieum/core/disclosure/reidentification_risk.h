// The chance that a row is assigned to its person by somebody who knows the quasi-identifiers.
#ifndef IEUM_CORE_DISCLOSURE_REIDENTIFICATION_RISK_H_
#define IEUM_CORE_DISCLOSURE_REIDENTIFICATION_RISK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {

// Three attackers: the prosecutor knows that the person is in the table; the journalist wants to
// show that anybody can be found, in a population of which the table is a sample; the marketer
// wants as many as possible. Source: K. El Emam, Guide to the de-identification of personal health
// information, CRC Press 2013, ch. 16; F. Dankar and K. El Emam, A method for evaluating marketer
// re-identification risk, PAIS 2010.
struct ReidentificationRisk {
  double greatest = 0;      // of a row: 1 over the smallest class
  double mean = 0;          // over rows
  uint64_t rows_above = 0;  // rows at more than the risk asked for
};

// Prosecutor: classes of the table itself. Its mean is also the marketer's risk where the marketer
// has the very persons of the table.
ReidentificationRisk ProsecutorRisk(const EquivalenceClasses& classes, double most);

// Journalist: population_sizes [class_count], how many persons of the population fall into each
// class, no fewer than are in the table (smaller ones are raised to that). `mean` is also the
// marketer's risk where the marketer has the population.
ReidentificationRisk JournalistRisk(const EquivalenceClasses& classes,
                                    std::span<const double> population_sizes, double most);

// Class sizes in a population of `population` persons, the table being a simple random sample.
std::vector<double> ScaledSizes(const EquivalenceClasses& classes, double population);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_REIDENTIFICATION_RISK_H_
