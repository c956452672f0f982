internal import COutboard
internal import OutboardCore
internal import OutboardSystem

// What is different for a plugin that somebody else started: it gets over a connection what others are started with.
extension Launcher {
    /// Hands everything to a process that may attach, whose handshake is then awaited by the waiting thread.
    ///
    /// - Throws: `OutboardError`.
    static func attach(
        _ guest: consuming AttachWait.Guest, configuration: [UInt8], options: PluginOptions
    ) throws(OutboardError) -> Generation {
        let name = options.name ?? "attached"
        let geometry = try geometry(options)
        do {
            return try guest.split { (peer, connection) throws in
                // Taken by a closure that is called once.
                var held: LocalPeer? = peer
                return try start("an attached process", name, geometry, configuration, options, Self.watch) {
                    (files, bells, plugin, host) throws in
                    guard let peer = held.take() else { throw HandshakeError("two plugins for one process") }
                    return try welcome(peer, connection, files, bells, plugin, host)
                }
            }
        } catch let error as OutboardError {
            throw error
        } catch {
            throw OutboardError(code: .startFailed, message: "plugin \(name) could not be attached: \(error)")
        }
    }

    /// Sends over a connection what a plugin is started with otherwise.
    static func sendDescriptors(
        over connection: borrowing ControlSocket, _ files: borrowing SegmentFiles, _ bells: [LaneBells],
        _ plugin: borrowing ControlSocket
    ) throws {
        func send(_ number: Int32, _ descriptor: Int32) throws {
            try connection.send(AttachTicket.descriptorMessage(number), file: descriptor, blocking: false)
        }
        try send(Int32(OUTBOARD_FD_HOST), files.host.raw)
        try send(Int32(OUTBOARD_FD_PLUGIN), files.plugin.raw)
        for (index, lane) in bells.enumerated() {
            let first = Int32(OUTBOARD_FD_LANES) + 2 * Int32(index)
            let waits = try lane.pluginWaits(control: plugin.raw)
            try send(first, waits.raw)
            try send(first + 1, lane.toHost.raw)
        }
        // Last: with it the plugin has all it needs.
        try send(Int32(OUTBOARD_FD_CONTROL), plugin.raw)
    }

    private static func welcome(
        _ peer: consuming LocalPeer, _ connection: borrowing ControlSocket, _ files: borrowing SegmentFiles,
        _ bells: [LaneBells], _ plugin: borrowing ControlSocket, _ host: consuming ControlSocket
    ) throws -> ProcessLink {
        try sendDescriptors(over: connection, files, bells, plugin)
        let report = AttachReport(processID: peer.process.pid, userID: peer.userID, isExact: peer.isExact)
        let reason = "somebody else started it"
        let sandbox = SandboxReport(
            level: .none, applied: [],
            missing: Dictionary(uniqueKeysWithValues: SandboxLayer.allCases.map { ($0, reason) }), grants: [],
            landlockVersion: nil)
        // Nobody writes to these: what it prints stays where it was started.
        return ProcessLink(
            process: peer.takeProcess(), control: host, stdout: try Pipe().takeReadEnd(),
            stderr: try Pipe().takeReadEnd(), sandbox: sandbox, attachment: report)
    }
}
