#include "ieum/server/storage/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "ieum/server/storage/rocks_database.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using server::Column;
using server::StoreRole;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ColumnsTest, WhatBothRolesKeepHoldsNeitherEncodingNorPayload) {
  const auto matcher = server::ColumnsOf(StoreRole::kMatcher);
  const auto joiner = server::ColumnsOf(StoreRole::kJoiner);
  std::vector<Column> both;
  std::copy_if(matcher.begin(), matcher.end(), std::back_inserter(both), [&](Column column) {
    return std::find(joiner.begin(), joiner.end(), column) != joiner.end();
  });
  EXPECT_THAT(both,
              ElementsAre(Column::kMeta, Column::kProjects, Column::kSecrets, Column::kImports,
                          Column::kAuditEntries, Column::kAuditNodes, Column::kAuditCheckpoints));
  EXPECT_EQ(matcher.size() + joiner.size() - both.size(), server::kColumnCount);
}

TEST(ColumnsTest, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const StoreRole role : server::kAllStoreRoles) {
    for (const Column column : server::ColumnsOf(role)) {
      names.insert(std::string(server::ColumnName(column)));
    }
  }
  EXPECT_EQ(names.size(), server::kColumnCount);
}

TEST(ColumnsTest, AStoreOfTheOtherRoleIsRefusedAndStaysAsItIs) {
  TempDir folder;
  const std::string path = folder.File("store");
  ASSERT_OK(server::RocksDatabase::Open(path, StoreRole::kJoiner).status());
  EXPECT_EQ(server::RocksDatabase::RoleAt(path), StoreRole::kJoiner);
  EXPECT_THAT(server::RocksDatabase::Open(path, StoreRole::kMatcher),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("role matcher")));
  EXPECT_EQ(server::RocksDatabase::RoleAt(path), StoreRole::kJoiner);
  ASSERT_OK(server::RocksDatabase::Open(path, StoreRole::kJoiner).status());
}

}  // namespace
}  // namespace ieum::testing
