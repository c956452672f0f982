internal import COutboard
package import OutboardRing

/// The first message to a plugin: all it needs to serve.
package struct Hello: Sendable {
    /// The sizes of the segments.
    package var geometry: Geometry
    /// How the plugin's workers wait.
    package var policy: WaitPolicy
    /// How long they poll before they sleep, in nanoseconds.
    package var spinNanoseconds: UInt64
    /// The number of the start.
    package var generation: UInt64
    /// The configuration, unless it comes in a file.
    package var configuration: [UInt8]
    /// Bytes of the configuration.
    package var configurationByteCount: Int
    /// Whether the configuration comes in a file with the message, because it is larger than a message.
    package var isConfigurationAttached: Bool

    /// Whether the next message has a filter of system calls.
    package var isFilterFollowing = false

    /// Creates a hello.
    package init(geometry: Geometry, policy: WaitPolicy, generation: UInt64, configuration: [UInt8]) {
        self.geometry = geometry
        self.policy = policy
        self.spinNanoseconds = policy.spinNanoseconds
        self.generation = generation
        self.configurationByteCount = configuration.count
        self.isConfigurationAttached =
            configuration.count > ControlMessage.maximumPayload - MemoryLayout<outboard_hello>.size
        self.configuration = isConfigurationAttached ? [] : configuration
    }

    /// The message.
    package var message: ControlMessage {
        var hello = outboard_hello(
            abi_version: UInt32(OUTBOARD_ABI_VERSION), policy: policy.value.rawValue, generation: generation,
            geometry: geometry.contract, spin_nanoseconds: spinNanoseconds,
            configuration_length: UInt64(configurationByteCount),
            configuration_attached: isConfigurationAttached ? 1 : 0, filter_follows: isFilterFollowing ? 1 : 0)
        let head = unsafe withUnsafeBytes(of: &hello) { unsafe Array($0) }
        return ControlMessage(kind: .hello, payload: head + configuration)
    }

    /// Reads a hello.
    ///
    /// - Throws: `HandshakeError` with a sentence for the user.
    package init(_ message: ControlMessage) throws(HandshakeError) {
        let size = MemoryLayout<outboard_hello>.size
        guard message.kind == .hello, message.payload.count >= 4 else {
            throw HandshakeError("the first message of the host is not a hello")
        }
        var hello = outboard_hello()
        unsafe withUnsafeMutableBytes(of: &hello) { target in
            unsafe target.copyBytes(from: message.payload.prefix(size))
        }
        guard hello.abi_version == UInt32(OUTBOARD_ABI_VERSION) else {
            throw HandshakeError.versions(host: hello.abi_version, plugin: UInt32(OUTBOARD_ABI_VERSION))
        }
        guard message.payload.count >= size, let geometry = Geometry(hello.geometry),
            let policy = WaitPolicy.Value(rawValue: hello.policy),
            let byteCount = Int(exactly: hello.configuration_length),
            hello.configuration_attached == 1 || byteCount == message.payload.count - size
        else { throw HandshakeError("the hello of the host is malformed") }
        self.geometry = geometry
        self.policy = WaitPolicy(value: policy)
        self.spinNanoseconds = hello.spin_nanoseconds
        self.generation = hello.generation
        self.configuration = Array(message.payload.dropFirst(size))
        self.configurationByteCount = byteCount
        self.isConfigurationAttached = hello.configuration_attached == 1
        self.isFilterFollowing = hello.filter_follows == 1
    }
}
