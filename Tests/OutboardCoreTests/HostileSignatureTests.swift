import OutboardSystem
import Testing

@testable import OutboardCore

/// Signatures that no compiler made, compared on a thread with the stack that the runtime's own threads have.
@Suite struct HostileSignatureTests {
    private static func structure(_ types: WireType...) -> WireDefinition {
        WireDefinition(
            isEnumeration: false,
            alternatives: [.init(name: "", fields: types.enumerated().map { .init(name: "f\($0)", type: $1) })])
    }

    private static func signature(_ type: WireType, _ definitions: [String: WireDefinition]) -> InterfaceSignature {
        InterfaceSignature(
            name: "I", version: "1.0", methods: [.init(name: "m(_:)", parameters: [type], result: type)],
            errors: [type],
            definitions: definitions)
    }

    /// What the runtime does with the signature of a plugin, on 512 KiB of stack.
    private func examine(_ host: InterfaceSignature, _ plugin: InterfaceSignature) async throws -> [String?] {
        let outcome = OneShot<[String?]>()
        try DedicatedThread.start(named: "test", stackByteCount: 512 * 1024) {
            let there = host.disagreement(withPlugin: plugin)
            let back = plugin.disagreement(withPlugin: host)
            _ = (plugin == host, plugin.hashValue)
            let encoded = WireBytes.encode(plugin).bytes
            let read = try? WireBytes.decode(encoded, as: InterfaceSignature.self).value
            outcome.fulfil([there, back, read == plugin ? nil : "it does not survive its encoding"])
        }
        return try await Threads.run { outcome.wait(timeoutNanoseconds: Patience.nanoseconds) ?? ["it does not end"] }
    }

    /// The host's own type: contains itself.
    private static let tree = signature(
        .named("T"),
        ["T": structure(.array(.named("T")), .optional(.named("T")), .dictionary(.string, .named("T")))])

    private static func link(_ next: String) -> WireDefinition {
        structure(.array(.named(next)), .optional(.named(next)), .dictionary(.string, .named(next)))
    }

    @Test func `a chain of 5000 types against one that contains itself`() async throws {
        var definitions: [String: WireDefinition] = [:]
        for index in 0..<5000 { definitions["T\(index)"] = Self.link("T\(index + 1)") }
        let outcome = try await examine(Self.tree, Self.signature(.named("T0"), definitions))
        #expect(outcome[0] != nil && outcome[1] != nil && outcome[2] == nil)
    }

    @Test func `a ring of 200 types equals one that contains itself`() async throws {
        var definitions: [String: WireDefinition] = [:]
        for index in 0..<100 { definitions["T\(index)"] = Self.link("T\((index + 1) % 100)") }
        let outcome = try await examine(Self.tree, Self.signature(.named("T0"), definitions))
        #expect(outcome == [nil, nil, nil])
    }

    @Test func `a ring of 5000 types comes to an end`() async throws {
        var definitions: [String: WireDefinition] = [:]
        for index in 0..<5000 { definitions["T\(index)"] = Self.link("T\((index + 1) % 5000)") }
        let outcome = try await examine(Self.tree, Self.signature(.named("T0"), definitions))
        #expect(outcome.count == 3)
    }

    @Test func `types that fan out comes to an end`() async throws {
        // Each of 200 types contains 20 others: as a tree that is without end.
        var definitions: [String: WireDefinition] = [:]
        for index in 0..<200 {
            let next = (1...20).map { WireType.named("T\((index * 7 + $0 * 13) % 200)") }
            definitions["T\(index)"] = WireDefinition(
                isEnumeration: false,
                alternatives: [.init(name: "", fields: next.enumerated().map { .init(name: "f\($0)", type: $1) })])
        }
        let wide = Self.signature(.named("T0"), definitions)
        #expect(try await examine(wide, wide) == [nil, nil, nil])
        let outcome = try await examine(Self.tree, wide)
        #expect(outcome[0] != nil)
    }

    @Test func `two rings of lengths without a common divisor`() async throws {
        // 97 * 89 pairs have to be compared before the first comes again.
        func ring(_ count: Int) -> InterfaceSignature {
            var definitions: [String: WireDefinition] = [:]
            for index in 0..<count { definitions["T\(index)"] = Self.structure(.named("T\((index + 1) % count)")) }
            return Self.signature(.named("T0"), definitions)
        }
        #expect(try await examine(ring(97), ring(89)).count == 3)
    }

    @Test func `types nested as deep as the encoding allows`() async throws {
        // 58 levels of arrays within the levels that a signature needs itself.
        let deep = (0..<58).reduce(WireType.named("T")) { type, _ in .array(type) }
        var definitions = ["T": Self.structure(deep)]
        let one = Self.signature(deep, definitions)
        #expect(try await examine(one, one) == [nil, nil, nil])
        definitions["T"] = Self.structure(.array(deep))
        let other = Self.signature(deep, definitions)
        let outcome = try await examine(one, other)
        #expect(outcome[0] != nil && outcome[1] != nil)
    }

    @Test func `names that are empty, long, or full of marks`() async throws {
        let names = [
            "", ":", "(", ")", "()", "(:)", ")(", "m(", "m::", "\0", String(repeating: "x:", count: 20_000), "🦊(🦊:)",
        ]
        for name in names {
            var odd = Self.tree
            odd.name = name
            odd.methods[0].name = name
            odd.definitions[name] = odd.definitions["T"]
            odd.methods[0].parameters = [.named(name)]
            let outcome = try await examine(Self.tree, odd)
            // A name of more than 256 bytes does not even decode.
            #expect(outcome[0] != nil && (outcome[2] == nil) == (name.utf8.count <= 256))
            odd.name = Self.tree.name
            #expect(try await examine(Self.tree, odd)[0] != nil)
        }
    }

    @Test func `the name of a type that nothing defines may not be long either`() {
        for (count, isRead) in [(0, true), (256, true), (257, false), (60_000, false)] {
            let signature = Self.signature(.array(.named(String(repeating: "x", count: count))), [:])
            let encoded = WireBytes.encode(signature).bytes
            #expect((WireBytes.error(encoded, as: InterfaceSignature.self) == nil) == isRead, "\(count)")
        }
    }

    @Test func `definitions without, and with many, alternatives`() async throws {
        let oddities = [
            WireDefinition(isEnumeration: false, alternatives: []),
            WireDefinition(isEnumeration: true, alternatives: []),
            WireDefinition(
                isEnumeration: false, alternatives: [.init(name: "", fields: []), .init(name: "", fields: [])]),
            WireDefinition(
                isEnumeration: true, alternatives: (0..<70_000).map { .init(name: "c\($0)", fields: []) }),
        ]
        for oddity in oddities {
            let odd = Self.signature(.named("T"), ["T": oddity])
            let outcome = try await examine(Self.tree, odd)
            #expect(outcome[0] != nil && outcome[1] != nil && outcome[2] == nil)
            #expect(try await examine(odd, odd) == [nil, nil, nil])
        }
    }
}
