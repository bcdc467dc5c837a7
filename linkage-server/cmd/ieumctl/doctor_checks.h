// What `ieumctl doctor` looks at beside certificate, server and clock.
#ifndef IEUM_SERVER_CMD_IEUMCTL_DOCTOR_CHECKS_H_
#define IEUM_SERVER_CMD_IEUMCTL_DOCTOR_CHECKS_H_

#include <string>

#include "ieum/core/checkup/checkup.h"
#include "ieum/v1/health_service.pb.h"

namespace ieum::server {

// What a server's metrics say: its certificate, disk, store, audit log, root key and retention.
void CheckMetrics(const v1::GetMetricsResponse& metrics, core::Checkup& checkup);

// Files of a server, on its own machine; those of an empty name are passed over. Nothing is
// decrypted and no passphrase is needed.
void CheckDenyList(const std::string& file, absl::Time now, core::Checkup& checkup);
void CheckKeystore(const std::string& file, const std::string& data_dir, core::Checkup& checkup);
void CheckCheckpoint(const std::string& file, absl::Time now, core::Checkup& checkup);
void CheckDataFolder(const std::string& folder, core::Checkup& checkup);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_DOCTOR_CHECKS_H_
