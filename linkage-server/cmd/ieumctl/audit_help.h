// Examples of `ieumctl audit`.
#ifndef IEUM_SERVER_CMD_IEUMCTL_AUDIT_HELP_H_
#define IEUM_SERVER_CMD_IEUMCTL_AUDIT_HELP_H_

namespace ieum::server {

inline constexpr char kAuditExamples[] =
    "  ieumctl audit show --server matcher.example.org:8443 --ca ca.pem --cert auditor.pem \\\n"
    "      --key auditor.key --project flu-2026\n"
    "  ieumctl audit export --server matcher.example.org:8443 --ca ca.pem --cert auditor.pem \\\n"
    "      --key auditor.key --log-key log.pub --folder log-2026-11\n"
    "  ieumctl audit verify --folder log-2026-11 --log-key log.pub --older "
    "log-2026-10/checkpoint\n";

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_AUDIT_HELP_H_
