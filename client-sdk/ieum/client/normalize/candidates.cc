#include "ieum/client/normalize/normalize.h"

namespace ieum::client {
namespace {

// How numbers of 01X became numbers of 010 (Ministry of Information and Communication, 2002 to 2004
// and the plan of 2010). Exchanges of three digits get one digit in front; of four, blocks of them
// moved.
struct ThreeDigitRule {
  std::string_view prefix;
  char below_500;  // put before exchanges 200 to 499
  char from_500;   // and 500 to 899
};
constexpr ThreeDigitRule kThreeDigitRules[] = {
    {"011", '5', '3'}, {"016", '3', '2'}, {"017", '6', '4'}, {"018", '4', '6'}, {"019", '2', '5'}};
struct FourDigitRule {
  std::string_view prefix;
  int first;
  int last;
  int becomes;  // of the first
};
constexpr FourDigitRule kFourDigitRules[] = {{"011", 9000, 9499, 9000}, {"011", 9500, 9999, 8500},
                                             {"011", 1700, 1799, 7100}, {"016", 9000, 9499, 7000},
                                             {"016", 9500, 9999, 9500}, {"019", 9000, 9499, 8000},
                                             {"019", 9500, 9999, 7500}};

void AppendRenumbered(std::string_view number, std::vector<std::string>& out) {
  constexpr size_t kPrefix = 3;
  constexpr size_t kSubscriber = 4;
  if (number.size() < 10 || number.size() > 11 || !number.starts_with("01")) return;
  const std::string_view prefix = number.substr(0, kPrefix);
  const std::string_view exchange = number.substr(kPrefix, number.size() - kPrefix - kSubscriber);
  const std::string_view subscriber = number.substr(number.size() - kSubscriber);
  int value = 0;
  for (const char c : exchange) value = value * 10 + (c - '0');
  if (exchange.size() == 3) {
    for (const ThreeDigitRule& rule : kThreeDigitRules) {
      if (rule.prefix != prefix || value < 200 || value > 899) continue;
      std::string& renumbered = out.emplace_back("010");
      renumbered.push_back(value < 500 ? rule.below_500 : rule.from_500);
      renumbered.append(exchange).append(subscriber);
    }
    return;
  }
  for (const FourDigitRule& rule : kFourDigitRules) {
    if (rule.prefix != prefix || value < rule.first || value > rule.last) continue;
    out.push_back("010" + std::to_string(rule.becomes + value - rule.first));
    out.back().append(subscriber);
  }
}

}  // namespace

void AppendCandidates(Normalizer normalizer, const NormalizerOptions& options,
                      std::string_view normalized, std::vector<std::string>& out) {
  if (normalizer == Normalizer::kDate && options.lunar_candidate) {
    AppendLunarCandidate(normalized, out);
  } else if (normalizer == Normalizer::kPhone && options.renumbered_candidate) {
    AppendRenumbered(normalized, out);
  }
}

}  // namespace ieum::client
