// Rules every .proto file keeps, checked by reflection: documentation on everything, safe enum
// zeros, one request and one response per call, and numbers that never change once published.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace ieum::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::ServiceDescriptor;
using google::protobuf::SourceLocation;

class ProtoRulesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    google::protobuf::FileDescriptorSet set;
    std::ifstream in(IEUM_DESCRIPTOR_SET, std::ios::binary);
    ASSERT_TRUE(set.ParseFromIstream(&in)) << IEUM_DESCRIPTOR_SET;
    // common.proto first: the others import it.
    std::sort(
        set.mutable_file()->begin(), set.mutable_file()->end(),
        [](const auto& a, const auto& b) { return a.dependency_size() < b.dependency_size(); });
    for (const auto& file : set.file()) {
      const FileDescriptor* built = pool_.BuildFile(file);
      ASSERT_NE(built, nullptr) << file.name();
      files_.push_back(built);
    }
    ASSERT_GE(files_.size(), 6U);
  }

  template <typename T>
  static void ExpectComment(const T* element) {
    SourceLocation location;
    EXPECT_TRUE(element->GetSourceLocation(&location) && location.leading_comments.size() > 5)
        << element->full_name() << " has no comment; the .proto files are the API manual";
  }

  google::protobuf::DescriptorPool pool_;
  std::vector<const FileDescriptor*> files_;
};

TEST_F(ProtoRulesTest, EveryElementHasAComment) {
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      ExpectComment(file->message_type(i));
      for (int f = 0; f < file->message_type(i)->field_count(); ++f) {
        ExpectComment(file->message_type(i)->field(f));
      }
    }
    for (int i = 0; i < file->enum_type_count(); ++i) {
      ExpectComment(file->enum_type(i));
      for (int v = 0; v < file->enum_type(i)->value_count(); ++v) {
        ExpectComment(file->enum_type(i)->value(v));
      }
    }
    for (int i = 0; i < file->service_count(); ++i) {
      ExpectComment(file->service(i));
      for (int m = 0; m < file->service(i)->method_count(); ++m) {
        ExpectComment(file->service(i)->method(m));
      }
    }
  }
}

TEST_F(ProtoRulesTest, EnumsStartWithAnUnspecifiedZeroNamedAfterThem) {
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const EnumDescriptor* type = file->enum_type(i);
      std::string prefix;
      for (const char c : type->name()) {
        if (!prefix.empty() && c >= 'A' && c <= 'Z') prefix += '_';
        prefix += static_cast<char>(std::toupper(c));
      }
      EXPECT_EQ(type->value(0)->number(), 0) << type->full_name();
      EXPECT_EQ(type->value(0)->name(), prefix + "_UNSPECIFIED");
      for (int v = 0; v < type->value_count(); ++v) {
        EXPECT_EQ(type->value(v)->name().rfind(prefix + "_", 0), 0U) << type->value(v)->full_name();
      }
    }
  }
}

TEST_F(ProtoRulesTest, EachMethodHasItsOwnRequestAndResponse) {
  std::set<std::string> used;
  for (const FileDescriptor* file : files_) {
    EXPECT_EQ(file->package(), "ieum.v1") << file->name();
    for (int i = 0; i < file->service_count(); ++i) {
      const ServiceDescriptor* service = file->service(i);
      EXPECT_TRUE(service->name().ends_with("Service")) << service->full_name();
      for (int m = 0; m < service->method_count(); ++m) {
        const auto* method = service->method(m);
        EXPECT_EQ(method->input_type()->name(), method->name() + "Request");
        EXPECT_EQ(method->output_type()->name(), method->name() + "Response");
        EXPECT_TRUE(used.insert(method->input_type()->full_name()).second) << method->full_name();
        EXPECT_TRUE(used.insert(method->output_type()->full_name()).second) << method->full_name();
      }
    }
  }
}

// One line per number on the wire. When this test fails because something was added, append the new
// lines to proto/ieum/v1/descriptor.golden; a line that changed or vanished is a break of
// compatibility.
TEST_F(ProtoRulesTest, NumbersAreFrozen) {
  std::set<std::string> now;
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* message = file->message_type(i);
      for (int f = 0; f < message->field_count(); ++f) {
        const auto* field = message->field(f);
        const char* type = field->message_type() != nullptr ? field->message_type()->name().c_str()
                           : field->enum_type() != nullptr  ? field->enum_type()->name().c_str()
                                                            : field->type_name();
        std::ostringstream line;
        line << message->name() << "." << field->name() << " = " << field->number() << " "
             << (field->is_repeated() ? "repeated " : "") << type;
        now.insert(line.str());
      }
    }
    for (int i = 0; i < file->enum_type_count(); ++i) {
      for (int v = 0; v < file->enum_type(i)->value_count(); ++v) {
        const auto* value = file->enum_type(i)->value(v);
        now.insert(file->enum_type(i)->name() + "." + value->name() + " = " +
                   std::to_string(value->number()));
      }
    }
  }
  std::set<std::string> golden;
  std::ifstream in(IEUM_DESCRIPTOR_GOLDEN);
  for (std::string line; std::getline(in, line);) golden.insert(line);
  for (const std::string& line : golden)
    EXPECT_TRUE(now.contains(line)) << "gone or changed: " << line;
  for (const std::string& line : now)
    EXPECT_TRUE(golden.contains(line)) << "not in golden: " << line;
}

}  // namespace
}  // namespace ieum::testing
