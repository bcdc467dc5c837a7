# cmake -DOUTPUT=<file.cc> -DPROFILES=<a.json;b.json> -P EmbedProfiles.cmake
# Writes a source file that holds the given profiles as text, so that the programs need no data folder.
set(entries "")
foreach(file IN LISTS PROFILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" json)
  string(APPEND entries "    {\"${name}\", R\"profile(${json})profile\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from client-sdk/data/profiles.
#include \"ieum/client/profile/embedded_profiles.h\"

namespace ieum::client {
namespace {

constexpr EmbeddedProfile kProfiles[] = {
${entries}};

}  // namespace

std::span<const EmbeddedProfile> EmbeddedProfiles() { return kProfiles; }

}  // namespace ieum::client
")
