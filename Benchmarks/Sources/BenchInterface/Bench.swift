public import OutboardCore

/// What the core benchmarks call: methods that do nothing, so that the call is all there is to
/// measure, and one that lets the caller wait.
///
/// Client and dispatcher are what `@PluginInterface` would generate, written out, so that the benchmarks build without
/// the macros.
public protocol Bench: Sendable {
    /// Does nothing.
    func null() throws
    /// Returns its argument.
    func echo(bytes: [UInt8]) throws -> [UInt8]
    /// Sleeps for a time between two bounds, in nanoseconds: as a method that waits for something itself.
    func sleep(shortest: UInt64, longest: UInt64) throws
    /// Returns the sum of the first and of the last eight bytes of what it is lent.
    func ends(of lent: SharedBytes) throws -> UInt64
    /// Returns what it is lent.
    func echo(lent: SharedBytes) throws -> [UInt8]
}
