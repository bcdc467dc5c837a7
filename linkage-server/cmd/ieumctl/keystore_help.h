// Examples of the keystore commands.
#ifndef IEUM_SERVER_CMD_IEUMCTL_KEYSTORE_HELP_H_
#define IEUM_SERVER_CMD_IEUMCTL_KEYSTORE_HELP_H_

namespace ieum::server {

inline constexpr char kKeystoreExamples[] =
    "  ieumctl keystore init --keystore /etc/ieum/keystore --passphrase-file /run/ieum/passphrase\n"
    "  ieumctl keystore rotate --keystore /etc/ieum/keystore \\\n"
    "      --passphrase-file old.txt --new-passphrase-file new.txt\n";

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_KEYSTORE_HELP_H_
