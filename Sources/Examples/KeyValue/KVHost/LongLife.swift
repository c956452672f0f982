#if Macros
import KVInterface
import Outboard

/// What a host does that keeps its plugin for long.
///
/// - Throws: What starting, calling and reloading throw.
func keep(_ bytes: [UInt8], configuration: KVConfiguration) async throws {
    let plugin = try await SupervisedPlugin.start(at: "./kv-store", configuration: configuration, restart: .onFailure)
    let kv = try plugin.client(KVClient.self)
    do {
        try kv.put(key: "a", value: bytes)
    } catch let error as OutboardError where error.mayHaveExecuted {
        // Sent, and lost with the process: only you know whether to send it again.
    }
    // The same client works in the next process.

    try await plugin.reload(at: "/usr/lib/app/kv-store-2")

    let handover = try await plugin.handOver(to: .programInPlace)
    try PluginHandover.execute("/usr/lib/app/host-2", handing: [handover])
}

/// The same host's next version.
///
/// - Throws: What taking over and calling throw.
func goOn() async throws {
    for handover in try PluginHandover.inherited() {
        let plugin = try await SupervisedPlugin.takeOver(handover)
        let kv = try plugin.client(KVClient.self)
        print(try kv.get(key: "a") ?? [])
    }
}
#endif
