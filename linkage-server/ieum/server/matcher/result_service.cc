#include "ieum/server/matcher/result_service.h"

#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/server/exchange/joint_key_source.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

v1::ReadJointKeysResponse ToProto(const std::vector<core::KeyedSerial>& rows) {
  v1::ReadJointKeysResponse response;
  for (const core::KeyedSerial& row : rows) {
    response.mutable_serials()->append(core::AsText(row.serial));
    response.mutable_joint_keys()->append(core::AsText(row.joint_key.bytes()));
  }
  return response;
}

// Tells the record what was delivered, however the stream ends: a chunk is counted before it is
// sent, for it may have arrived.
struct DeliveredRows {
  CallRecord& record;
  const core::InstitutionId& party;
  uint64_t first = 0;
  uint64_t count = 0;

  ~DeliveredRows() { record.AddRows(party, first, first + count); }
};

}  // namespace

grpc::Status ResultServiceImpl::ReadJointKeys(
    grpc::ServerContext* context, const v1::ReadJointKeysRequest* request,
    grpc::ServerWriter<v1::ReadJointKeysResponse>* writer) {
  return context_.guard.Run(
      *context, "ResultService/ReadJointKeys",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(JointKeySource keys,
                              JointKeySource::Open(context_.store, place.project, place.holder,
                                                   KeyAudience::kHolder));
        record.SetRun(keys.run_number());
        DeliveredRows rows{.record = record, .party = caller.institution};
        IEUM_ASSIGN_OR_RETURN(rows.first, keys.RowsBefore(request->first_sequence()));
        for (uint32_t sequence = request->first_sequence(); sequence < keys.chunk_count();
             ++sequence) {
          IEUM_ASSIGN_OR_RETURN(const std::vector<core::KeyedSerial> read,
                                keys.Read("ResultService/ReadJointKeys", sequence));
          v1::ReadJointKeysResponse chunk = ToProto(read);
          chunk.set_sequence(sequence);
          chunk.set_run_number(keys.run_number());
          rows.count += read.size();
          if (!writer->Write(chunk)) return core::Cancelled("the caller stopped reading");
        }
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
