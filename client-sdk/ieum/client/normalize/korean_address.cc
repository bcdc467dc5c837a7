#include <algorithm>
#include <optional>

#include "ieum/client/normalize/korean_regions.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr size_t kSyllableBytes = 3;

// Calls visit(word) for each word of a list of words separated by spaces.
template <typename Visit>
void ForEachWord(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const size_t size = std::min(list.find(' '), list.size());
    visit(list.substr(0, size));
    list.remove_prefix(std::min(size + 1, list.size()));
  }
}

// The longest word of `list` that `text` begins with; empty if there is none.
std::string_view LongestPrefix(std::string_view text, std::string_view list) {
  std::string_view longest;
  // Every word is Hangul, so lists without the first syllable are passed over at once.
  if (SyllableAt(text, 0) == 0 ||
      list.find(text.substr(0, kSyllableBytes)) == std::string_view::npos) {
    return {};
  }
  ForEachWord(list, [&](std::string_view word) {
    if (word.size() > longest.size() && text.starts_with(word)) longest = word;
  });
  return longest;
}

void SkipSpaces(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}

struct Region {
  std::string_view province;  // empty: not said, and not to be told from the member
  std::string_view member;    // city, county or district; empty: not said
};

// Members of `province` under names of today and before.
std::string_view TakeMember(const Province& province, std::string_view& text, Region& region) {
  std::string_view found = LongestPrefix(text, province.members);
  region = {province.name, found};
  for (const Renaming& each : Renamings()) {
    if (each.old_province != province.name || each.old_member.size() <= found.size() ||
        !text.starts_with(each.old_member)) {
      continue;
    }
    found = each.old_member;
    region = {each.new_province.empty() ? province.name : each.new_province, each.new_member};
  }
  text.remove_prefix(found.size());
  return found;
}

// The province that the address names first, and its member.
std::optional<Region> TakeProvince(std::string_view& text) {
  const Province* best = nullptr;
  std::string_view name;
  for (const Province& province : Provinces()) {
    for (const std::string_view list : {province.name, province.others}) {
      const std::string_view found = LongestPrefix(text, list);
      if (found.size() <= name.size()) continue;
      best = &province;
      name = found;
    }
  }
  if (best == nullptr) return std::nullopt;
  std::string_view rest = text.substr(name.size());
  const bool apart = rest.empty() || rest.starts_with(' ');
  SkipSpaces(rest);
  Region region;
  const std::string_view member = TakeMember(*best, rest, region);
  // 광주시, 제주시 and 대구역 begin like provinces: a short name stands apart or before a member.
  if (name.size() <= 2 * kSyllableBytes && !apart && member.empty()) return std::nullopt;
  text = rest;
  return region;
}

// A member without its province: told by its name if no other province has one of that name.
std::optional<Region> TakeLoneMember(std::string_view& text) {
  std::optional<Region> found;
  std::string_view rest;
  bool several = false;
  for (const Province& province : Provinces()) {
    std::string_view here = text;
    Region region;
    if (TakeMember(province, here, region).empty()) continue;
    if (found.has_value() && here.size() > rest.size()) continue;
    // 군위군 is the one of today's province under both.
    const bool longer = !found.has_value() || here.size() < rest.size();
    several = !longer && (several || found->province != region.province);
    found = region;
    rest = here;
  }
  if (!found.has_value()) return std::nullopt;
  if (several) *found = {{}, text.substr(0, text.size() - rest.size())};
  text = rest;
  return found;
}

// 분당구 of 성남시; empty if the address names none.
std::string_view TakeDistrict(std::string_view city, std::string_view& text) {
  for (const CityDistricts& each : DistrictsOfCities()) {
    if (each.city != city) continue;
    const std::string_view district = LongestPrefix(text, each.districts);
    text.remove_prefix(district.size());
    return district;
  }
  return {};
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Town (읍, 면, 동, 가) that `word` begins with, without the number of its office: 역삼1동 and
// 역삼제1동 are 역삼동, 101동 is a building.
std::string TownOf(std::string_view word) {
  std::string town;
  for (size_t offset = 0; offset < word.size();) {
    const size_t start = offset;
    const char32_t c = core::NextCodePoint(word, offset);
    if (!IsSyllable(c)) {
      const bool number = IsDigit(word[start]) || word[start] == '.';
      if (!number || town.empty()) return {};
      size_t end = start;
      while (end < word.size() && (IsDigit(word[end]) || word[end] == '.')) ++end;
      const std::string_view behind = word.substr(end);
      if (behind.starts_with("가") && !behind.starts_with("가동")) {
        return town + std::string(word.substr(start, end - start)) + "가";  // 종로3가
      }
      if (!behind.starts_with("동") && !behind.starts_with("가동")) return {};
      if (town.size() > 2 * kSyllableBytes && town.ends_with("제")) {
        town.resize(town.size() - kSyllableBytes);
      }
      return town + "동";
    }
    town.append(word.substr(start, kSyllableBytes));
    const bool closes = town.ends_with("읍") || town.ends_with("면") || town.ends_with("동");
    const bool at_end = offset == word.size() || !IsSyllable(core::NextCodePoint(word, offset));
    if (closes && at_end && town.size() >= 2 * kSyllableBytes) {
      // 역삼동123: the number of the house follows at once.
      return town;
    }
    offset = start + kSyllableBytes;
  }
  return {};
}

// The town of what follows the district: the first word, or in road-name addresses, which have
// none there, the first in brackets.
std::string FindTown(std::string_view text) {
  SkipSpaces(text);
  const size_t bracket = text.find('(');
  const std::string_view first = text.substr(0, std::min(text.find_first_of(" ,("), text.size()));
  if (std::string town = TownOf(first); !town.empty()) return town;
  if (bracket == std::string_view::npos) return {};
  text.remove_prefix(bracket + 1);
  SkipSpaces(text);
  return TownOf(text.substr(0, std::min(text.find_first_of(" ,)"), text.size())));
}

// NFKC with single spaces; brackets and commas stay, other signs become spaces.
absl::StatusOr<std::string> AddressText(std::string_view raw) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string decoded, Decode(raw));
  std::string text;
  for (const char32_t c : IsComposed(decoded) ? decoded : Nfkc(decoded)) {
    if (IsInvisible(c)) continue;
    const bool kept = IsLetterOrMark(c) || (c >= '0' && c <= '9') || (c >= 0x80 && IsNumber(c)) ||
                      c == '(' || c == ')' || c == ',' || c == '.' || c == '-';
    if (kept) {
      core::AppendUtf8(c, text);
    } else if (!text.empty() && text.back() != ' ') {
      text.push_back(' ');
    }
  }
  return text;
}

// Drops "대한민국" and a postcode "(06234)" or "06234" before the address.
void DropPreface(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && (IsDigit(text[end]) || text[end] == '(' || text[end] == ')' ||
                               text[end] == '-' || text[end] == ' ')) {
    ++end;
  }
  text.remove_prefix(end);
  constexpr std::string_view kCountry = "대한민국";
  if (text.starts_with(kCountry)) text.remove_prefix(kCountry.size());
  SkipSpaces(text);
}

}  // namespace

absl::Status NormalizeKoreanAddress(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::string address, AddressText(raw));
  std::string_view text = address;
  DropPreface(text);
  std::optional<Region> region = TakeProvince(text);
  if (!region.has_value()) region = TakeLoneMember(text);
  if (!region.has_value()) {
    return core::InvalidArgument(
        "names no province, city, county or district of Korea; want 시도 시군구 읍면동, as in "
        "서울특별시 강남구 역삼동");
  }
  out.clear();
  const auto append = [&out](std::string_view part) {
    if (part.empty()) return;
    if (!out.empty()) out.push_back(' ');
    out.append(part);
  };
  append(region->province);
  append(region->member);
  SkipSpaces(text);
  append(TakeDistrict(region->member, text));
  append(FindTown(text));
  return absl::OkStatus();
}

}  // namespace ieum::client
