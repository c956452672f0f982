import OutboardCore
import Testing

/// Which version of an interface is called, and what is said when there is none.
@Suite struct InterfaceChoiceTests {
    private func interface(
        _ version: InterfaceVersion, _ methods: Int = 1, name: String = "Sums", accepted: InterfaceVersionRange? = nil
    ) -> InterfaceDescriptor {
        InterfaceDescriptor(
            name, version: version, methods: (0..<methods).map { MethodDescriptor("method\($0)()") }, accepted: accepted
        )
    }

    private func choose(_ interface: InterfaceDescriptor, _ offered: InterfaceDescriptor...) throws -> Int {
        try interface.choose(among: offered.map(\.signature), of: "plugin p (pid 7)")
    }

    private func refusal(_ interface: InterfaceDescriptor, _ offered: InterfaceDescriptor...) -> String {
        let error = #expect(throws: OutboardError.self) {
            try interface.choose(among: offered.map(\.signature), of: "plugin p (pid 7)")
        }
        #expect(error?.code == .interfaceMismatch)
        return error?.message ?? ""
    }

    @Test func `the highest version that is accepted and agrees is called`() throws {
        let host = interface("1.2", 2)
        #expect(try choose(host, interface("1.2", 2)) == 0)
        #expect(try choose(host, interface("1.0", 1)) == 0)
        #expect(try choose(host, interface("1.9", 3)) == 0)
        #expect(try choose(host, interface("2.0"), interface("1.0"), interface("1.4", 3), interface("1.2", 2)) == 2)
        #expect(try choose(host, interface("1.5", name: "Other"), interface("1.0")) == 1)
        // One that is higher but not the same is passed over.
        let strange = InterfaceDescriptor("Sums", version: "1.8", methods: [MethodDescriptor("other()")])
        #expect(try choose(host, strange, interface("1.1")) == 1)
    }

    @Test func `a host may want less, or more, than its own major version`() throws {
        let picky = interface("1.2", 2, accepted: .from("1.2"))
        #expect(try choose(picky, interface("1.1"), interface("1.3", 2)) == 1)
        #expect(refusal(picky, interface("1.1")).hasSuffix("must be upgraded to one that serves Sums 1.2 or later"))
        let exact = interface("1.2", 2).accepting(.only("1.2"))
        #expect(try choose(exact, interface("1.3", 2), interface("1.2", 2)) == 1)
        #expect(refusal(exact, interface("1.3", 2)).hasSuffix("must be upgraded to one that accepts Sums 1.3"))
        let open = interface("1.2", 2, accepted: .from("1.0", upTo: "3.0"))
        #expect(try choose(open, interface("1.2", 2), interface("2.5", 2)) == 1)
        #expect(
            refusal(open, InterfaceDescriptor("Sums", version: "2.0", methods: [MethodDescriptor("other()")])).contains(
                "method 0 of Sums differs"))
        #expect(
            refusal(open, InterfaceDescriptor("Sums", version: "1.2", methods: [MethodDescriptor("other()")]))
                .hasSuffix(
                    ": both say Sums 1.2, and a change that does not fit needs another first number"))
        #expect(
            refusal(open, InterfaceDescriptor("Sums", version: "1.9", methods: [MethodDescriptor("other()")]))
                .hasSuffix(
                    ": the host says Sums 1.2, the plugin Sums 1.9, and a change that does not fit needs another first number"
                ))
        #expect(interface("1.2").accepting(nil).accepted == .sameMajor(as: "1.2"))
    }

    @Test func `without a common version both sides are shown, and who must be upgraded`() {
        #expect(
            refusal(interface("2.1"), interface("1.4"), interface("1.0"))
                == "there is no common version of Sums: the host accepts 2.0 ..< 3.0, and plugin p (pid 7) serves 1.0, 1.4: "
                + "the plugin must be upgraded to one that serves Sums 2.0 or later")
        #expect(
            refusal(interface("1.2"), interface("2.0"), interface("3.1"))
                == "there is no common version of Sums: the host accepts 1.0 ..< 2.0, and plugin p (pid 7) serves 2.0, 3.1: "
                + "the host must be upgraded to one that accepts Sums 3.1")
        #expect(
            refusal(interface("2.0"), interface("1.0"), interface("3.0"))
                .hasSuffix("the host must be upgraded, or another plugin be installed"))
        #expect(
            refusal(interface("1.2"), interface("1.0", name: "Other"))
                == "the host expects the interface Sums 1.0 ..< 2.0 of plugin p (pid 7), which serves Other 1.0")
        #expect(refusal(interface("1.2")).hasSuffix("which serves nothing"))
    }

    @Test func `a hostile plugin's versions and names do no harm`() {
        let extremes = [Int.min, -1, 0, Int.max].flatMap { major in
            [Int.min, Int.max].map { InterfaceVersion(major, $0) }
        }
        for version in extremes {
            #expect(refusal(interface("1.2"), interface(version)).contains("no common version"))
            _ = InterfaceVersionRange.from(version).contains(version)
            _ = InterfaceVersionRange.sameMajor(as: version).contains(version)
            _ = InterfaceVersionRange.only(version).contains(version)
        }
        let message = refusal(interface("1.2"), interface("1.0", name: "\u{1b}[2J\u{202e}"))
        #expect(message.hasSuffix("which serves \\u{1b}[2J\\u{202e} 1.0"))
    }
}
