import Glibc

/// How much the long tests do.
///
/// Everything in a normal run. A sanitizer makes all of it many times slower, and finds in a tenth what it finds in the
/// whole: `make sanitize` divides the counts by the number in the environment variable below.
public enum TestLoad {
    /// The number that counts are divided by: that of `OUTBOARD_TEST_DIVISOR`, otherwise 1.
    public static let divisor = max(1, getenv("OUTBOARD_TEST_DIVISOR").flatMap { Int(String(cString: $0)) } ?? 1)

    /// A count as it is in this run, at least 1.
    public static func scaled(_ count: Int) -> Int {
        max(1, count / divisor)
    }
}
