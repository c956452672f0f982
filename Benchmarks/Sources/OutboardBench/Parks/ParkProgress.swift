internal import BenchInterface
internal import Glibc

/// Says how far the stress is: on a terminal all the time, otherwise every 20 seconds.
struct ParkProgress {
    private let total: UInt64
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var began = MonotonicTime.now()
    private var saidAt = MonotonicTime.now()

    init(total: UInt64) {
        self.total = total
    }

    /// Says it.
    ///
    /// - Parameters:
    ///   - title: What is running.
    ///   - parks: Parks so far, in all.
    mutating func say(_ title: String, _ parks: UInt64) {
        let now = MonotonicTime.now()
        guard now &- saidAt > (isTerminal ? 500_000_000 : 20_000_000_000), parks > 0 else { return }
        saidAt = now
        let seconds = Double(now &- began) / 1e9
        let left = seconds * Double(total > parks ? total - parks : 0) / Double(parks)
        let text = "\(title): \(parks) of \(total) parks in all, \(Int(left.rounded(.up))) s left"
        let line = Array((isTerminal ? "\r\(text)\u{1b}[K" : text + "\n").utf8)
        _ = unsafe write(STDERR_FILENO, line, line.count)
    }

    /// Makes room for a result.
    func clear() {
        if isTerminal { _ = unsafe write(STDERR_FILENO, "\r\u{1b}[K", 4) }
    }
}
