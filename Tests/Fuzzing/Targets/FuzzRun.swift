import Glibc

/// What is run, and how much of it has been.
private struct FuzzRun {
    let target: FuzzTarget
    /// After how many steps it is enough; 0 for never.
    let limit: UInt64
    var steps: UInt64 = 0
    var inputs: UInt64 = 0

    mutating func run(_ bytes: UnsafeRawBufferPointer) {
        var input = FuzzInput(bytes)
        steps &+= UInt64(target.run(&input))
        inputs &+= 1
        guard limit > 0, steps >= limit else { return }
        let text = "\(target.rawValue): \(steps) steps in \(inputs) inputs, none wrong\n"
        _ = write(STDERR_FILENO, text, text.utf8.count)
        // Without the exit handlers: libFuzzer takes an exit for a crash.
        _exit(0)
    }
}

// libFuzzer has one thread.
private nonisolated(unsafe) var current: FuzzRun?

/// Chooses what is fuzzed.
///
/// - Parameters:
///   - name: Of the target.
///   - steps: After how many steps the process ends; 0 leaves that to libFuzzer.
/// - Returns: 0, or -1 if there is no such target.
@_cdecl("outboard_fuzz_begin")
public func fuzzBegin(_ name: UnsafePointer<CChar>, _ steps: UInt64) -> CInt {
    guard let target = FuzzTarget(rawValue: String(cString: name)) else { return -1 }
    current = FuzzRun(target: target, limit: steps)
    return 0
}

/// Runs one input.
@_cdecl("outboard_fuzz")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    current?.run(UnsafeRawBufferPointer(start: bytes, count: count))
}
