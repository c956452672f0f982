import OutboardRing

@testable import OutboardCore

/// Reads a packet as the host reads what comes over the control socket, and compares what a plugin says it serves with
/// what a client expects.
enum ControlMessages {
    /// What a client expects.
    static let host = InterfaceDescriptor(
        "Greeter", version: "1.2",
        methods: [
            MethodDescriptor("greet(name:)", [ParameterDescriptor("name", String.self)], returns: String.self),
            MethodDescriptor(
                "store(_:)", [ParameterDescriptor("_", [String: FuzzedStructure].self)], returns: [Int?].self),
            MethodDescriptor("note(_:)", [ParameterDescriptor("_", FuzzedStructure.self)], isOneWay: true),
        ])
    private static let expected = host.signature

    static func run(_ input: inout FuzzInput) -> Int {
        // Most packets have a header that is right, so that what it leads to is read.
        let form = input.byte()
        let rest = input.rest()
        let kind = ControlMessage.Kind(rawValue: UInt32(form % 20))
        let packet = kind.rawValue == 0 ? rest : ControlMessage(kind: kind, payload: rest).packet
        guard let message = ControlMessage(packet: packet) else { return 1 }
        require(message.payload.count == packet.count - 8, "a message is its packet")
        switch message.kind {
        case .welcome: if let welcome = try? Welcome.read(message.payload) { look(at: welcome) }
        case .refuse, .prepared:
            if let text = try? String(wireBytes: message.payload) { isPlain(ForeignText.plain(text)) }
        case .instance, .borrowed:
            if let answer = try? NumberedAnswer(wireBytes: message.payload) {
                isPlain(ForeignText.plain(answer.refusal))
            }
        case .hello:
            if let hello = try? Hello(message) {
                require(hello.geometry.segmentBytes > 0, "a geometry has a size")
                _ = try? ConfigurationEnvelope(wireBytes: hello.configuration).open(as: FuzzedStructure.self)
            }
        case .attachment: _ = AttachmentMessage.read(message)
        default: break
        }
        return 1
    }

    private static func look(at welcome: Welcome) {
        guard welcome.abiVersion == Welcome.ownABIVersion else {
            let versions = HandshakeError.versions(host: Welcome.ownABIVersion, plugin: welcome.abiVersion)
            return isPlain(versions.description)
        }
        isPlain(ForeignText.plain(welcome.interfaces.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))
        for offered in welcome.interfaces {
            if let disagreement = expected.disagreement(withPlugin: offered) { isPlain(disagreement) }
        }
    }

    /// A text that people get to see steers nothing.
    static func isPlain(_ text: String) {
        let steers = text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || $0.value == 0x7f }
        require(!steers, "no control character in \(text.debugDescription)")
    }
}
