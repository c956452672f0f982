#if Macros
import GreeterInterface
import Outboard
import Testing

/// The README's plugin, called by the code that the macros generate.
@Suite struct GreeterTests {
    @Test func greets() async throws {
        try await withPlugin(at: Programs.greeterPlugin) { plugin in
            let greeter = try plugin.client(GreeterClient.self)
            #expect(try greeter.greet(name: "Ada") == "Hello, Ada!")
            #expect(throws: GreeterError.noName) { try greeter.greet(name: "") }
        }
    }
}
#endif
