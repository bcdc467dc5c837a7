// The one TLS rule of the project: version 1.3, nothing older.
#ifndef IEUM_CORE_RPC_TLS_POLICY_H_
#define IEUM_CORE_RPC_TLS_POLICY_H_

namespace ieum::core {

// From now on no connection of this process, as client or server, can agree on TLS below 1.3. Call
// it before gRPC first uses TLS, best at the start of `main`: it changes the process environment.
// Repeating is harmless. OpenChannel calls it.
void RequireTls13();

}  // namespace ieum::core

#endif  // IEUM_CORE_RPC_TLS_POLICY_H_
