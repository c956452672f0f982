import Glibc
import OutboardSystem

/// A process that a test started; killed and collected when the test lets go of it.
final class Child: Sendable {
    let process: ProcessDescriptor

    init(_ process: consuming ProcessDescriptor) {
        self.process = process
    }

    deinit {
        process.killGroup()
        _ = status()
    }

    /// Sends a signal; false when nobody is there to get it.
    @discardableResult
    func send(signal: Int32) -> Bool {
        process.send(signal: signal)
    }

    /// Whether the process has ended.
    var hasEnded: Bool {
        process.isReadable
    }

    /// Waits up to ten seconds for the end.
    func status() -> ExitStatus? {
        for _ in 0..<10_000 {
            if let status = process.reap() {
                return status
            }
            usleep(1000)
        }
        return nil
    }
}
