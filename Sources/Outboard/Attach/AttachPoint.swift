internal import COutboard
internal import Glibc
internal import Logging
public import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// Where a plugin attaches that somebody else starts: a debugger, a person, a container.
///
/// ```swift
/// let point = try AttachPoint()
/// print(point.instructions(for: ".build/debug/Resizer"))
/// let plugin = try await point.attach(within: .seconds(600))
/// let resizer = try plugin.client(ResizerClient.self)
/// ```
///
/// The host waits at a unix socket. Who connects must run as the host's user, which the kernel says, and know the secret in
/// ``variable``, which counts once. Then the host hands over what it would have started the plugin with. A point is good for one
/// plugin. What such a plugin lacks is told by ``PluginHandle/attachment``; see <doc:Attaching>.
public final class AttachPoint: Sendable {
    private final class Listener: Sendable {
        let socket: LocalListener

        init(_ socket: consuming LocalListener) {
            self.socket = socket
        }
    }

    private let ticket: AttachTicket
    /// Taken by the one who attaches.
    private let listener: Locked<Listener?>

    /// Begins to listen.
    ///
    /// - Parameter path: Where the socket is, for a plugin in another network namespace, such as a container that shares the
    ///   folder; 107 bytes at most. The file is there for its owner alone, and is removed with this value. By default an abstract
    ///   name, of which no file remains whatever happens.
    /// - Throws: `OutboardError` with the code `invalidConfiguration` if the socket cannot be made.
    public init(at path: String? = nil) throws {
        do {
            let secret = try RandomBytes.make(AttachTicket.secretByteCount)
            let name = try RandomBytes.make(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let address: LocalAddress
            if let path {
                guard path.first == "/", !path.utf8.contains(0) else { throw Errno.invalidArgument }
                address = .path(path)
            } else {
                address = .abstract("outboard-\(name)")
            }
            let socket = try LocalListener(at: address)
            ticket = AttachTicket(address: address, secret: secret)
            listener = Locked(Listener(socket))
        } catch {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "a plugin cannot attach at \(path ?? "an abstract socket"): \(error)"
                    + (path?.first == "/" || path == nil ? "" : "; the path must be absolute"))
        }
    }

    /// The environment variable that the plugin needs, with its value: `OUTBOARD_ATTACH=…`.
    ///
    /// A secret until a plugin has attached.
    public var variable: String { "\(AttachTicket.variable)=\(ticket)" }

    /// How to start a program so that it attaches, line by line for a shell: as it is, under gdb, under lldb.
    public func instructions(for program: String) -> String {
        let program = "'\(program.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
        let variable = "'\(variable)'"
        return """
            env \(variable) \(program)
            env \(variable) gdb -ex run --args \(program)
            env \(variable) lldb -o run -- \(program)
            """
    }

    /// Waits for the plugin to attach, and then until it can be called.
    ///
    /// Suspends the task; cancelling it ends the wait. Then, and when the time is up, the point can be used again.
    ///
    /// - Parameters:
    ///   - configuration: Reaches the plugin before its first call; a plugin may refuse it.
    ///   - options: How the plugin is called and stopped. What they say about starting a program means nothing here, but for a
    ///     digest and signers: what runs cannot be checked, so that asking for it is an error. By default without time limits, so
    ///     that the plugin may stand at a breakpoint.
    ///   - userID: Whom the plugin must run as; by default the host's effective user.
    ///   - processID: Which process it must be; by default any of that user.
    ///   - timeout: How long to wait until it attaches; `nil` for ever.
    /// - Returns: The running plugin.
    /// - Throws: `OutboardError`: `timeout`, `invalidConfiguration` if another plugin has attached here, or the options have a
    ///   digest or signers, and the errors of
    ///   ``PluginHandle/start(at:configuration:options:)``; `CancellationError`.
    public func attach(
        configuration: some WireValue = NoConfiguration(), options: PluginOptions = .debugging, userID: UInt32? = nil,
        processID: Int32? = nil, within timeout: Duration? = nil
    ) async throws -> PluginHandle {
        guard options.digest == nil, options.signers.isEmpty else {
            throw OutboardError(
                code: .invalidConfiguration,
                message:
                    "the options ask for a \(options.digest == nil ? "signature" : "digest"), and the program of a "
                    + "plugin that somebody else starts cannot be checked: leave that out, or start it yourself")
        }
        let bytes = ConfigurationEnvelope(configuration).wireBytes
        let guests = AttachWait.Guests(userID: userID ?? geteuid(), processID: processID)
        let cancellation = try HeldBell()
        let outcome = Completion<Result<Generation, any Error>>()
        try DedicatedThread.start(named: "outboard-attach") { [self] in
            let deadline = timeout.map { MonotonicClock.now().addingClamped($0.clampedNanoseconds) } ?? .max
            let wait = AttachWait(
                ticket: ticket, guests: guests, logger: options.logger, bell: cancellation.bell.raw, deadline: deadline)
            outcome.fulfil(Result { try run(wait, bytes, options, timeout) })
        }
        let generation = try await withTaskCancellationHandler {
            try await outcome.get().get()
        } onCancel: {
            Bell.ring(cancellation.bell.raw)
        }
        return try await PluginHandle.whenReady(generation)
    }

    private final class HeldBell: Sendable {
        let bell: Bell

        init() throws {
            bell = try Bell()
        }
    }

    private func run(
        _ wait: AttachWait, _ configuration: [UInt8], _ options: PluginOptions, _ timeout: Duration?
    ) throws -> Generation {
        guard let held = listener.withLock({ $0 }) else {
            throw OutboardError(
                code: .invalidConfiguration, message: "a plugin has attached at \(ticket.address): make another point")
        }
        guard let guest = try wait.run(held.socket) else {
            guard let timeout, MonotonicClock.now() >= wait.deadline else { throw CancellationError() }
            throw OutboardError(code: .timeout, message: "no plugin attached at \(ticket.address) within \(timeout)")
        }
        // The secret has been used.
        listener.withLock { $0 = nil }
        return try Launcher.attach(guest, configuration: configuration, options: options)
    }
}
