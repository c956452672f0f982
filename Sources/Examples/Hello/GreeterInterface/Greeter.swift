#if Macros
import OutboardCore

@PluginInterface(errors: [NobodyToGreet.self])
public protocol Greeter: Sendable {
    func greet(name: String) throws -> String
}

@WireValue
public struct NobodyToGreet: Error {
    public init() {}
}
#endif
