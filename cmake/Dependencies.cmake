# Every library Ieum uses, once, with the reason it is here. All are Debian packages (package name in
# parentheses); nothing is downloaded at configure time.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# TLS, SHA-256, HMAC, HKDF, secure memory, random numbers: the only cryptography used (libssl-dev).
find_package(OpenSSL 3.0 REQUIRED)

# Status, strings, time, containers. Debian's build has its own string_view: see docs/style.md
# (libabsl-dev).
find_package(absl REQUIRED CONFIG)

# Wire messages and remote calls with mutual TLS (libprotobuf-dev, protobuf-compiler, libgrpc++-dev,
# protobuf-compiler-grpc).
find_package(Protobuf 3.21 REQUIRED)
find_package(gRPC 1.51 REQUIRED CONFIG)

# Durable ordered key-value store of the server (librocksdb-dev).
find_package(RocksDB 7.8 REQUIRED CONFIG)

# CRC32C with run-time dispatched hardware kernels (libisal-dev).
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal>=2.30)

# Loads the PKCS #11 library of a token that keeps a keystore's root key, server only (libp11-kit-dev).
pkg_check_modules(P11KIT REQUIRED IMPORTED_TARGET p11-kit-1>=0.24)

# Unicode normalisation and case folding, client SDK only (libicu-dev).
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)

# Input files compressed by gzip and zstd, client SDK only (zlib1g-dev, libzstd-dev).
find_package(ZLIB 1.2 REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd>=1.4)

# A release as a SQLite file for the researcher, client SDK only; STRICT tables came with 3.37 (libsqlite3-dev).
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.37)

# Profiles, reports and --output json (nlohmann-json3-dev).
find_package(nlohmann_json 3.11 REQUIRED CONFIG)

# Command lines with subcommands; one source file per binary (libcli11-dev).
find_package(CLI11 2.1 REQUIRED CONFIG)

if(IEUM_BUILD_TESTS)
  # Unit, conformance and integration tests (libgtest-dev, libgmock-dev).
  find_package(GTest 1.12 REQUIRED CONFIG)
  # Layout, proto-rules and transcript tests; standard library only (python3).
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  # A verifier of audit logs that shares no line with ours, by golang.org/x/mod/sumdb (golang-go, golang-golang-x-mod-dev).
  find_program(IEUM_GO go REQUIRED)
  find_path(IEUM_GO_PATH src/golang.org/x/mod/sumdb/tlog/tlog.go PATHS /usr/share/gocode REQUIRED)
endif()
if(IEUM_BUILD_BENCHMARKS)
  # Timing loops with JSON output (libbenchmark-dev).
  find_package(benchmark 1.7 REQUIRED CONFIG)
endif()
