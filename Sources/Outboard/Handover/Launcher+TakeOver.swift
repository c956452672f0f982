internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem

// What is different for a plugin that comes from another host: as one that attaches, it gets over a connection what others are
// started with, and it runs already.
extension Launcher {
    /// Hands everything to a plugin that waits for its next host, whose handshake is then awaited by the waiting thread.
    ///
    /// - Throws: `OutboardError`.
    static func takeOver(_ handover: PluginHandover, _ options: PluginOptions) throws(OutboardError) -> Generation {
        let record = handover.record
        let name = options.name ?? record.name
        let geometry = try geometry(options)
        guard (geometry.logBytes > 0) == record.hasLog else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "the option logBytes is \(options.logBytes), and the host before had "
                    + "\(record.hasLog ? "a" : "no") log ring: plugin \(name) cannot change that while it runs")
        }
        let files = try handover.claim()
        var isTold = false
        do {
            let process = ProcessDescriptor(
                takingOver: try files.process.duplicate(), pid: record.processID, leadsGroup: record.leadsGroup)
            guard !process.isReadable else { throw HandshakeError("it has ended meanwhile") }
            // Taken by a closure that is called once.
            var held: ProcessDescriptor? = process
            let configuration = ConfigurationEnvelope(NoConfiguration()).wireBytes
            return try start(record.path, name, geometry, configuration, options, Self.watch) {
                (memory, bells, plugin, host) throws in
                guard let process = held.take() else { throw HandshakeError("two plugins for one process") }
                let stdout = try files.stdout.duplicate()
                let stderr = try files.stderr.duplicate()
                if let image = files.image, let digest = options.digest { VerifiedPrograms.keep(image, digest) }
                // From here on the plugin is this host's, or nobody's.
                isTold = true
                do {
                    try sendDescriptors(over: files.connection, memory, bells, plugin)
                } catch {
                    HandedOverChild.end(files, record)
                    throw HandshakeError("it does not wait for its next host, and was killed: \(error)")
                }
                return ProcessLink(
                    process: process, control: host, stdout: stdout, stderr: stderr, sandbox: record.sandbox,
                    attachment: record.attachment, inheritance: record)
            }
        } catch {
            if !isTold { handover.restore(files) }
            if let error = error as? OutboardError { throw error }
            throw OutboardError(code: .startFailed, message: "plugin \(name) could not be taken over: \(error)")
        }
    }
}
