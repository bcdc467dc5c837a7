#include "ieum/server/observe/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

TEST(LogTest, WritesOneJsonObjectALineWithTypedFields) {
  const TempDir dir;
  const std::string path = dir.File("log");
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ASSERT_GE(fd, 0);
  const FakeClock clock;
  const server::Log log(clock, fd);
  const auto project = core::ProjectId::Parse("study-1");
  ASSERT_TRUE(project.ok());
  log.Write(server::Event("run_ended")
                .Id("project", *project)
                .Count("run", -3)
                .Word("state", "failed")
                .Code(absl::StatusCode::kDataLoss)
                .Elapsed(absl::Milliseconds(2)));
  log.Write(server::Event("second"));
  ::close(fd);
  EXPECT_EQ(ReadTestFile(path),
            "{\"time\":\"2025-06-15T15:06:40.000000Z\",\"event\":\"run_ended\",\"project\":"
            "\"study-1\",\"run\":-3,\"state\":\"failed\",\"code\":\"DATA_LOSS\","
            "\"elapsed_micros\":2000}\n"
            "{\"time\":\"2025-06-15T15:06:40.000000Z\",\"event\":\"second\"}\n");
}

TEST(LogTest, GoesOnWhenALineCannotBeWritten) {
  const FakeClock clock;
  const server::Log log(clock, /*descriptor=*/-1);
  log.Write(server::Event("lost"));
}

}  // namespace
}  // namespace ieum::testing
