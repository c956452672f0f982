/// What the core benchmarks call: methods that do nothing, so that the call is all there is to measure.
///
/// Client and dispatcher are what `@PluginInterface` would generate, written out, so that the benchmarks build without
/// the macros.
public protocol Bench: Sendable {
    /// Does nothing.
    func null() throws
    /// Returns its argument.
    func echo(bytes: [UInt8]) throws -> [UInt8]
}
