import SystemPackage

/// Turns the result of an `outboard_` function into a value or an error.
enum SystemCall {
    /// The result itself, or the `Errno` that a negative one stands for.
    @discardableResult
    static func check<Result: BinaryInteger>(_ result: Result) throws(Errno) -> Result {
        if result < 0 {
            throw Errno(rawValue: 0 &- CInt(truncatingIfNeeded: result))
        }
        return result
    }
}
