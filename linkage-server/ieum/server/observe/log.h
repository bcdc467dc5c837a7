// The log for the operator tonight: one JSON object a line. Fields are typed (names of our own id
// types, counts, durations, status codes, words fixed at compile time); there is no field for free
// text, so that no value of a record can reach the log by accident.
#ifndef IEUM_SERVER_OBSERVE_LOG_H_
#define IEUM_SERVER_OBSERVE_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::server {

// Text known at compile time: plain characters only, no quote, backslash or control character.
// Immutable, share freely.
class Constant final {
 public:
  consteval Constant(const char* text) : text_(text) {  // NOLINT: conversion is the purpose
    for (const char c : text_) {
      if (c < ' ' || c == '"' || c == '\\' || c > '~') throw "not a plain character";
    }
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// One line in the making. One thread at a time.
class Event final {
 public:
  explicit Event(Constant name);

  template <typename Tag>
  Event& Id(Constant field, const core::StrongId<Tag>& id) {
    return Text(field, id.value());
  }
  Event& Word(Constant field, Constant word) { return Text(field, word.text()); }
  Event& Count(Constant field, int64_t count);
  // Written in microseconds.
  Event& Elapsed(absl::Duration elapsed);
  Event& Code(absl::StatusCode code);

  // The fields as JSON members, without braces.
  const std::string& members() const { return members_; }

 private:
  // `text` needs no escaping: an id or a Constant.
  Event& Text(Constant field, std::string_view text);
  std::string members_;
};

// Thread-safe: a line is one write.
class Log final {
 public:
  // `clock` and the descriptor outlive this object.
  Log(const core::Clock& clock, int descriptor) : clock_(clock), descriptor_(descriptor) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Appends {"time":"…","event":"…",…}. A line that cannot be written is lost: the log never stops
  // the service.
  void Write(const Event& event) const;

 private:
  const core::Clock& clock_;
  const int descriptor_;
};

// Name of a status code as in the gRPC documentation, such as "NOT_FOUND".
Constant CodeName(absl::StatusCode code);

}  // namespace ieum::server

#endif  // IEUM_SERVER_OBSERVE_LOG_H_
