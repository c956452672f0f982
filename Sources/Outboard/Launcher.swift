internal import COutboard
internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem
internal import Synchronization
internal import SystemPackage

/// Starts plugin processes: memory first, then the process, then the handshake.
enum Launcher {
    private static let generations = Atomic<UInt64>(0)

    /// Launches a plugin whose handshake is then awaited by the waiting thread.
    ///
    /// Runs on the launch thread, which never ends: the kernel kills a plugin when the thread that started it does.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - configuration: What the plugin is configured with.
    ///   - options: How it is started.
    ///   - watch: Hands the process over to the waiting thread.
    /// - Returns: The generation, which the waiting thread drives from here on.
    /// - Throws: The step that failed; nothing is left of the process then.
    static func launch(
        path: String, configuration: [UInt8], options: PluginOptions, watch: Watch = Self.watch
    ) throws(OutboardError) -> Generation {
        guard !path.isEmpty else {
            throw OutboardError(code: .invalidConfiguration, message: "the path of the plugin's program is empty")
        }
        let name = options.name ?? path.split(separator: "/").last.map(String.init) ?? path
        let geometry = try geometry(options)
        var cause: String
        do {
            let sandbox = try PreparedSandbox(
                options.sandbox, program: path, descriptors: Int(OUTBOARD_FD_LANES) + 2 * geometry.lanes)
            return try start(
                path, name, geometry, configuration, options, watch, filter: sandbox.readyFilter
            ) { files, bells, plugin, host in
                let link = try Self.launch(path, options, sandbox, files, bells, plugin, host)
                let logger = options.logger(ofPlugin: name, link.process.pid)
                LogDelivery.shared.note(.debug, "sandbox: \(sandbox.report)", to: logger)
                return link
            }
        } catch let failure as LaunchFailure {
            cause = "\(failure)"
            if let advice = advice(failure.errno, geometry) ?? ExecutableFile.diagnose(path: path) {
                cause += ": \(advice)"
            }
        } catch let error as OutboardError {
            throw error
        } catch {
            cause = "preparing its memory and sockets failed: \(error)"
            if let advice = (error as? Errno).flatMap({ advice($0, geometry) }) { cause += ": \(advice)" }
        }
        throw OutboardError(code: .startFailed, message: "plugin \(name) (\(place(path))) did not start: \(cause)")
    }

    /// A path, and where it begins if the path itself does not say so.
    private static func place(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(folder) }
        return unsafe "\(path) in \(String(cString: folder))"
    }

    /// What lies behind an error that has nothing to do with the plugin.
    private static func advice(_ errno: Errno, _ geometry: Geometry) -> String? {
        switch errno {
        case .tooManyOpenFiles:
            var limit = rlimit()
            guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
            return "the host may have \(limit.rlim_cur) descriptors (RLIMIT_NOFILE); a plugin takes it "
                + "\(3 * geometry.lanes + 4) with \(geometry.lanes - 1) lanes, and about as many more while it starts"
        case .tooManyOpenFilesInSystem: return "the machine has as many open files as it may have (fs.file-max)"
        default: return nil
        }
    }

    static func geometry(_ options: PluginOptions) throws(OutboardError) -> Geometry {
        let callers = options.lanes ?? min(8, max(2, SpinGate.processors))
        guard (1..<Int(OUTBOARD_LANES_MAX)).contains(callers), Geometry(lanes: callers + 1) != nil else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "the option lanes is \(callers); it must be from 1 to \(OUTBOARD_LANES_MAX - 1)")
        }
        guard options.maximumPayloadBytes >= 0 else {
            throw OutboardError(
                code: .invalidConfiguration, message: "the option maximumPayloadBytes is \(options.maximumPayloadBytes)"
            )
        }
        // A result that the bulk area has room for needs nobody's leave: so there is no more room than is allowed.
        let page = Int(getpagesize())
        let bulkBytes = min(Geometry.defaultBulkBytes, options.maximumPayloadBytes) / page * page
        guard let geometry = Geometry(lanes: callers + 1, bulkBytes: bulkBytes, logBytes: options.logBytes) else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "the option logBytes is \(options.logBytes); it must be 0 or a power of two from "
                    + "\(OUTBOARD_LOG_BYTES_MIN) to \(OUTBOARD_LOG_BYTES_MAX)")
        }
        guard options.maximumLentBytes >= 0 else {
            throw OutboardError(
                code: .invalidConfiguration, message: "the option maximumLentBytes is \(options.maximumLentBytes)")
        }
        return geometry
    }

    /// Makes the memory, has a process get it, and hands that over to the waiting thread.
    static func start(
        _ path: String, _ name: String, _ geometry: Geometry, _ configuration: [UInt8], _ options: PluginOptions,
        _ watch: Watch, filter: SystemCallFilter.Ready? = nil,
        connect: (
            borrowing SegmentFiles, [LaneBells], _ plugin: borrowing ControlSocket, _ host: consuming ControlSocket
        ) throws -> ProcessLink
    ) throws -> Generation {
        let waiting = try WaitingThread.shared(logger: options.logger)
        WaitCalibration.begin()
        let number = generations.add(1, ordering: .relaxed).newValue
        var files: SegmentFiles?
        let segments = try SegmentPair(geometry: geometry, generation: number, files: &files)
        guard let files = files.take() else { throw Errno.invalidArgument }
        segments.hostLog.control.level = RecordLogger.number(options.logLevel ?? options.logger.logLevel)
        let bells = try (0..<geometry.lanes).map { _ in try LaneBells() }
        let link = try ControlSocket.pair().split { (host, plugin) throws in
            var hello = Hello(
                geometry: geometry, policy: options.waiting, generation: number, configuration: configuration)
            hello.isFilterFollowing = filter != nil
            try Self.send(hello, configuration, over: host)
            if let filter {
                let bytes = unsafe filter.instructions.withUnsafeBytes { unsafe Array($0) }
                try host.send(ControlMessage(kind: .filter, payload: bytes), blocking: false)
            }
            return try connect(files, bells, plugin, host)
        }
        do {
            return try watch(link, segments, bells, path, name, options, waiting)
        } catch {
            abandon(link)
            throw error
        }
    }

    /// Ends a process that was launched and cannot be watched: nobody else ever would.
    private static func abandon(_ link: ProcessLink) {
        link.process.killGroup()
        _ = link.process.send(signal: SIGKILL)
        guard link.process.isChild else { return }
        // At once, unless the kernel itself hangs: then a zombie is better than a host that cannot launch any more.
        for _ in 0..<5000 where link.process.reap() == nil { usleep(1000) }
        // All that was in it has been killed: it takes no longer than that.
        for _ in 0..<1000 where link.process.enclosure?.collect() == false { usleep(1000) }
    }

    /// How a launched process is handed over to the waiting thread.
    typealias Watch = (
        ProcessLink, SegmentPair, [LaneBells], _ path: String, _ name: String, PluginOptions, WaitingThread
    ) throws -> Generation

    /// Hands a launched process over to the waiting thread.
    static func watch(
        _ link: ProcessLink, _ segments: SegmentPair, _ bells: [LaneBells], _ path: String, _ name: String,
        _ options: PluginOptions, _ waiting: WaitingThread
    ) throws -> Generation {
        for lane in bells {
            try lane.waits.add(link.process.raw, .input, token: LaneBells.endToken)
            try lane.waits.add(link.control.raw, .hangUp, token: LaneBells.endToken)
        }
        let watch = GenerationWatch(waiting, bells)
        var parts = CallChannel.Parts(
            segments: segments, bells: bells, policy: options.waiting,
            maximumPayload: options.maximumPayloadBytes, maximumLent: options.maximumLentBytes,
            sendAttachment: { try link.send($0, $1) },
            refuseAttachment: { try link.refuse($0, descriptor: bells[Int($0.lane)].toHost.raw) },
            deadlineChanged: { waiting.wake() },
            watchStalledLane: { watch.stalledLane($0, $1) },
            violated: { link.violated($0) })
        // Edge-triggered: the end of one plugin must not end every wait of a group.
        parts.ends = [(link.process.raw, [.input, .edge]), (link.control.raw, [.hangUp, .edge])]
        parts.title = Generation.title(name, link.process.pid)
        parts.cancelTasks = { link.cancelTasks() }
        parts.stuckGrace = options.stuckGrace?.clampedNanoseconds ?? .max
        #if Metrics
        parts.pluginName = name
        #endif
        parts.makeWaitSet = { try Poller.forGroup(waiting.backend) }
        let channel = CallChannel(parts)
        let generation = Generation(
            name: name, path: path, link: link, channel: channel, options: options, watch: watch, segments: segments)
        do {
            try generation.startWatch()
        } catch {
            watch.end(link)
            throw error
        }
        return generation
    }

    /// Queues the hello before there is anybody to read it, so that a plugin finds it at once.
    private static func send(_ hello: Hello, _ configuration: [UInt8], over socket: borrowing ControlSocket) throws {
        guard hello.isConfigurationAttached else {
            try socket.send(hello.message, blocking: false)
            return
        }
        let attachment = try Attachment(holding: configuration)
        // It closes its file with its last use.
        defer { withExtendedLifetime(attachment) {} }
        try socket.send(hello.message, file: attachment.file.raw, blocking: false)
    }

    /// Launches the process with the descriptors that the contract documents.
    private static func launch(
        _ path: String, _ options: PluginOptions, _ sandbox: PreparedSandbox, _ files: borrowing SegmentFiles,
        _ bells: [LaneBells], _ plugin: borrowing ControlSocket, _ host: consuming ControlSocket
    ) throws -> ProcessLink {
        let input = try input(options)
        let stdout = try Pipe()
        let stderr = try Pipe()
        var descriptors: [(target: Int32, source: Int32)] = [
            (0, input.raw), (1, stdout.writeEnd.raw), (2, stderr.writeEnd.raw),
            (Int32(OUTBOARD_FD_CONTROL), plugin.raw),
            (Int32(OUTBOARD_FD_HOST), files.host.raw), (Int32(OUTBOARD_FD_PLUGIN), files.plugin.raw),
        ]
        // Kept in a class, because an array cannot hold descriptors that close themselves; gone after the launch.
        let waits = try bells.map { HeldEpoll(try $0.pluginWaits(control: plugin.raw)) }
        for (index, lane) in bells.enumerated() {
            let first = Int32(OUTBOARD_FD_LANES) + 2 * Int32(index)
            descriptors.append((first, waits[index].epoll.raw))
            descriptors.append((first + 1, lane.toHost.raw))
        }
        var plan = LaunchPlan(
            executable: path, arguments: [path] + options.arguments,
            environment: LaunchEnvironment(options).entries, descriptors: descriptors,
            workingDirectory: options.workingDirectory)
        plan.confinement = sandbox.confinement
        plan.image = try VerifiedPrograms.image(of: path, options)
        // The plan holds bare numbers: whoever owns the descriptors has to outlive the launch.
        defer { withExtendedLifetime(waits) {} }
        let process = try ChildProcess.launch(plan)
        return ProcessLink(
            process: process, control: host, stdout: stdout.takeReadEnd(), stderr: stderr.takeReadEnd(),
            sandbox: sandbox.report, prepared: sandbox)
    }

    /// What the plugin reads.
    private static func input(_ options: PluginOptions) throws -> OwnedDescriptor {
        guard let given = options.standardInput else {
            let null = try FileDescriptor.open(FilePath("/dev/null"), .readOnly, options: .closeOnExec)
            return OwnedDescriptor(adopting: null.rawValue)
        }
        let copy = fcntl(given, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw Errno(rawValue: errno) }
        return OwnedDescriptor(adopting: copy)
    }

    private final class HeldEpoll: Sendable {
        let epoll: Epoll

        init(_ epoll: consuming Epoll) {
            self.epoll = epoll
        }
    }
}
