import Glibc

/// The kernel that the tests run on.
enum Kernel {
    /// Whether it has the features of a version.
    static func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let release = OpenFile.lines(of: "/proc/sys/kernel/osrelease").first ?? ""
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return false }
        return (numbers[0], numbers[1]) >= (major, minor)
    }
}
