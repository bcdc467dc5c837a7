// kill -9 of the joiner's real server instead of each write that it makes while it takes in a
// bundle and while it joins a candidate (kill_points.h).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "integration/joiner_fixture.h"
#include "integration/kill_points.h"

namespace ieum::testing {
namespace {

class KillPointsJoinerTest : public JoinerFixture {
 protected:
  void SetUp() override {
    JoinerFixture::SetUp();
    kill_switch_.Watch(dir_.File("joiner-data"));
  }
  static absl::Status Status(const ProgramResult& result) {
    return result.exit_status == 0 ? absl::OkStatus() : absl::UnavailableError(result.err);
  }
  void Restart() {
    server_->Kill();
    Start();
  }
  // Of imports that are done.
  int64_t Done() {
    const std::string text = Imports();
    const std::regex word(" done");
    return std::distance(std::sregex_iterator(text.begin(), text.end(), word), {});
  }
  // Kills while bundles that `make` makes are taken in.
  void KillImportsOf(const char* name, const std::function<std::string()>& make) {
    std::string cover;
    int64_t before = 0;
    const int64_t kills =
        KillAtWritesOf({.name = name,
                        .prepare =
                            [&] {
                              cover = make();
                              before = Done();
                            },
                        .act = [&] { return Status(Import(cover)); },
                        .restart = [this] { Restart(); },
                        .check =
                            [&](bool acknowledged) {
                              const int64_t after = Done();
                              EXPECT_GE(after, before + (acknowledged ? 1 : 0));
                              EXPECT_LE(after, before + 1);
                              const ProgramResult again = Import(cover);
                              EXPECT_TRUE(again.exit_status == 0 ||
                                          again.err.find("imported before") != std::string::npos)
                                  << again.err;
                              EXPECT_EQ(Done(), before + 1) << "once";
                            }},
                       kill_switch_);
    EXPECT_GT(kills, 2);
  }

  KillSwitch kill_switch_;  // first: servers are started under it
};

TEST_F(KillPointsJoinerTest, AnImportThatIsKilledAtAnyWriteIsDoneOnceOrNotAtAll) {
  int number = 0;
  KillImportsOf("linkage map", [&] {
    std::string cover = dir_.File(absl::StrFormat("map-%d.bundle", ++number));
    const ProgramResult exported = ExportMap("hospital-a", cover, joiner_tls_.certificate_file);
    EXPECT_EQ(exported.exit_status, 0) << exported.err;
    return cover;
  });
  KillImportsOf("payload", [this] { return Payload(); });
}

}  // namespace
}  // namespace ieum::testing
