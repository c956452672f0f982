internal import COutboard
internal import COutboardLinux
internal import Glibc
internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem
internal import SystemPackage

/// The life of a plugin process: handshake, service, end.
struct PluginProcess {
    let definition: PluginDefinition

    /// The plugin as one host has it.
    private struct Service {
        let host: HostLink
        let running: PluginDefinition.Running
        let end: ServeEnd
    }

    func run() -> Never {
        guard var host = HostLink() ?? attach() else { explain() }
        outboard_line_buffer_stdout()
        var service: Service?
        while true {
            do {
                let next = try start(host, after: service)
                // Lets go of the host before, as soon as its last call is over.
                service = next
                host = listen(next)
            } catch {
                let refusal = ControlMessage(kind: .refuse, encoding: String(String(describing: error).prefix(16_000)))
                try? host.send(refusal)
                exit(1)
            }
        }
    }

    /// Attaches to the host that the environment names, if it names one.
    private func attach() -> HostLink? {
        do {
            return try HostLink.attached()
        } catch {
            StandardError.write("\(definition.name) cannot attach to a host: \(error)\n")
            exit(1)
        }
    }

    /// For the person who starts the program by hand.
    private func explain() -> Never {
        let interfaces = definition.interfaces.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        let text = """
            \(definition.name) is an Outboard plugin: it serves \(interfaces) to a host program and cannot run on its own.
            Start it from a host:  try await withPlugin(at: "/path/to/this/program") { plugin in … }
            Or let a host wait for it, which prints what to set \(AttachTicket.variable) to:  try AttachPoint()

            """
        var bytes = Array(text.utf8)
        _ = unsafe write(STDERR_FILENO, &bytes, bytes.count)
        exit(1)
    }

    /// Shakes hands and starts the workers.
    ///
    /// - Parameters:
    ///   - host: The host.
    ///   - previous: The plugin as the host before had it; nothing where there was none.
    /// - Returns: The plugin as this host has it.
    /// - Throws: What the host is told as the reason why it cannot start.
    private func start(_ host: HostLink, after previous: Service?) throws -> Service {
        if let manifest = definition.manifest,
            let disagreement = manifest.disagreement(withName: definition.name, serving: definition.interfaces)
        {
            throw HandshakeError(disagreement)
        }
        for interface in definition.interfaces {
            if let misplaced = interface.signature.misplacedLoan { throw HandshakeError(misplaced) }
        }
        let hello = try receiveHello(host)
        let filter =
            hello.isFilterFollowing ? ReadyFilter(try host.receive().message, lanes: hello.geometry.lanes) : nil
        let segments = try map(hello.geometry, host, isFirst: previous == nil)
        let running = try previous.map { try follow($0, segments) } ?? begin(hello, segments)
        // Now: it takes calls of the system that this process may give up.
        if !definition.hostInterfaces.isEmpty { _ = try CallChannel.ofCallbacks() }
        let end = connect(
            hello.geometry, segments, running, host.descriptors, previous?.end.instances ?? ServedInstances())
        try end.start()
        let welcome = ControlMessage(
            kind: .welcome,
            encoding: Welcome(
                name: definition.name, interfaces: definition.interfaces.map(\.signature),
                capabilities: [.instances, .handover, .buffers],
                hostInterfaces: definition.hostInterfaces.map(\.signature)))
        guard welcome.payload.count <= ControlMessage.maximumPayload else {
            throw HandshakeError(
                "the description of the interfaces takes \(welcome.payload.count) bytes, more than "
                    + "\(ControlMessage.maximumPayload): serve fewer in one plugin")
        }
        // The last thing before it can be called: what comes after this has only what serving takes.
        try filter?.install()
        try host.send(welcome)
        return Service(host: host, running: running, end: end)
    }

    /// Configures the plugin.
    private func begin(_ hello: Hello, _ segments: MappedSegments) throws -> PluginDefinition.Running {
        let envelope = try ConfigurationEnvelope(wireBytes: hello.configuration)
        // Before any code of the plugin's own runs, which may log.
        let writer = try LogWriter(segments)
        LogWriter.shared.withLock { $0 = writer }
        definition.bootstrapLogging()
        PluginContext.setUp(name: definition.name)
        return try definition.start(PluginConfiguration(envelope: envelope))
    }

    /// Goes on as it is, for another host.
    private func follow(_ previous: Service, _ segments: MappedSegments) throws -> PluginDefinition.Running {
        try LogWriter.shared.withLock { $0 }?.follow(segments)
        return previous.running
    }

    private func receiveHello(_ host: HostLink) throws -> Hello {
        var packet = try host.receive()
        guard let message = packet.message else { throw HandshakeError("the host ended before its hello") }
        var hello = try Hello(message)
        if hello.isConfigurationAttached {
            guard let file = packet.file.take() else {
                throw HandshakeError("the host's configuration did not come with its hello")
            }
            hello.configuration = try Attachment(adopting: file, byteCount: hello.configurationByteCount).bytes()
        }
        return hello
    }

    /// Maps the segments.
    ///
    /// Size and seals of those of the first host are checked before. Later this process may have given up the system calls that
    /// this takes, and it believes its host in everything else.
    private func map(
        _ geometry: Geometry, _ link: HostLink, isFirst: Bool
    ) throws -> MappedSegments {
        let descriptors = link.descriptors
        // Programs that the plugin starts have no business with what the host gave it.
        for descriptor in Int32(OUTBOARD_FD_CONTROL)..<Int32(OUTBOARD_FD_LANES) + 2 * Int32(geometry.lanes) {
            _ = fcntl(descriptors[descriptor], F_SETFD, FD_CLOEXEC)
        }
        let host = Memfd(adopting: OwnedDescriptor(adopting: descriptors[Int32(OUTBOARD_FD_HOST)]))
        let plugin = Memfd(adopting: OwnedDescriptor(adopting: descriptors[Int32(OUTBOARD_FD_PLUGIN)]))
        if isFirst {
            guard host.seals.isSuperset(of: [.shrink, .grow, .seal]),
                plugin.seals.isSuperset(of: [.shrink, .grow, .seal]),
                try host.byteCount() == geometry.segmentBytes, try plugin.byteCount() == geometry.segmentBytes
            else { throw HandshakeError("the segments do not have the size and the seals that the contract asks for") }
        }
        return try MappedSegments(host: host, plugin: plugin, geometry: geometry, link: link)
    }

    /// Builds the plugin's end over the segments.
    private func connect(
        _ geometry: Geometry, _ segments: MappedSegments, _ running: PluginDefinition.Running,
        _ descriptors: PluginDescriptors, _ instances: ServedInstances
    ) -> ServeEnd {
        let first = Int32(OUTBOARD_FD_LANES)
        var dispatch = running.dispatch
        if let faults = FaultInjector.ofProcess {
            dispatch = { call in faults.run(&call, running.dispatch) }
        }
        var parts = ServeEnd.Parts(
            geometry: geometry,
            hostLanes: segments.hostLanes, pluginLanes: segments.pluginLanes,
            descriptors: (0..<Int32(geometry.lanes)).map {
                ServeEnd.LaneDescriptors(
                    waits: descriptors[first + 2 * $0], bell: descriptors[first + 2 * $0 + 1])
            },
            interfaces: definition.interfaces,
            populateBulk: { try segments.populateBulk($0, byteCount: $1) },
            dispatch: dispatch)
        parts.hostInterfaces = definition.hostInterfaces
        return ServeEnd(parts, instances: instances)
    }

    /// Ends the process once everything that the host sent has been run.
    ///
    /// The host sends no more calls, and its patience bounds the wait.
    private func finish(_ end: ServeEnd, _ running: PluginDefinition.Running) -> Never {
        while !end.isIdle { usleep(200) }
        end.tellOfFailures()
        for instance in end.instances.removeAll() { instance.shutDown() }
        running.shutDown()
        exit(0)
    }

    /// Reads the control socket until the host is gone, or asks the plugin to end.
    ///
    /// - Returns: The host that follows.
    private func listen(_ service: Service) -> HostLink {
        let (host, end) = (service.host, service.end)
        let instances = PluginInstances(definition: definition, host: host, end: end)
        let buffers = PluginBuffers(host: host, end: end)
        var handover = Handover()
        while true {
            // Without a message the host is gone, and nobody is left to answer to.
            guard var packet = try? host.receive(), let message = packet.message else {
                return handover.follow(end)
            }
            // After each message: while one is unread the host sends no other to say that calls were given up.
            end.cancelAbandoned()
            switch message.kind {
            case .attachment:
                guard let (target, byteCount) = AttachmentMessage.read(message) else { continue }
                // The file is missing where this process has as many as it may have. Its call must not wait for ever.
                if let file = packet.file.take() {
                    end.attachments.deliver(Attachment(adopting: file, byteCount: byteCount), for: target)
                } else {
                    end.attachments.deliver(nil, for: target)
                }
            case .open, .close:
                instances.receive(message, packet.file.take())
            case .lend, .takeBack:
                buffers.receive(message, packet.file.take())
            case .handover:
                handover.prepare(message, packet.file.take(), host)
            case .shutdown:
                // On a thread of its own: what still runs may need attachments, which come over this socket.
                do {
                    try DedicatedThread.start(named: "outboard-stop") { finish(end, service.running) }
                } catch { finish(end, service.running) }
            default:
                continue
            }
        }
    }
}
