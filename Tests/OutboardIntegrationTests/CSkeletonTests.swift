import Outboard
import Testing

extension Integration {
    /// The program in `docs/abi.md` works.
    @Suite("The program on the contract's page")
    struct CSkeletonTests {
        private static var path: String { Probes.folder + "/CSkeleton" }

        @Test(arguments: [WaitPolicy.adaptive, .park]) func `it greets`(_ policy: WaitPolicy) async throws {
            try await withPlugin(at: Self.path, options: .defaults { $0.waiting = policy }) { plugin in
                let greeter = try plugin.client(GreeterClient.self)
                #expect(try greeter.greet(name: "Ada") == "Hello, Ada")
                #expect(try greeter.deadline(in: .seconds(9)).greet(name: "Ada") == "Hello, Ada")
                let long = String(repeating: "x", count: 4085)
                #expect(try greeter.greet(name: long) == "Hello, " + long)
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for index in 0..<200 {
                        group.addTask { try await greeter.greetSuspending(name: "\(index)") == "Hello, \(index)" }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }

        @Test func `it says what it cannot do`() async throws {
            try await withPlugin(at: Self.path) { plugin in
                let greeter = try plugin.client(GreeterClient.self)
                for count in [4086, 4092, 4093, 2 << 20] {
                    let error = #expect(throws: OutboardError.self) {
                        try greeter.greet(name: String(repeating: "x", count: count))
                    }
                    #expect(error?.code == .invalidPayload)
                }
                #expect(try greeter.greet(name: "") == "Hello, ")
            }
        }
    }
}
