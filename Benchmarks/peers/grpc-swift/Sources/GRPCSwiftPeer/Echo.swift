internal import Harness

/// Exchanges as the harness makes them.
///
/// For one thread.
final class Echo {
    private let thread: CallingThread
    private let caller: any Caller
    /// Stays until the next exchange.
    private var answer: Payload?

    init(thread: CallingThread, caller: any Caller) {
        self.thread = thread
        self.caller = caller
    }

    /// Measures the echo suite, up to a size.
    func measure(_ session: OpaquePointer, mostBytes: Int) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe peer_measure_echo(
            session, mostBytes,
            { context, sent, count, got, gotCount in
                guard let context = unsafe context, let got = unsafe got, let gotCount = unsafe gotCount
                else { return false }
                let echo = unsafe Unmanaged<Echo>.fromOpaque(context).takeUnretainedValue()
                let answer = unsafe echo.exchange(UnsafeRawBufferPointer(start: sent, count: count))
                unsafe got.pointee = UnsafePointer(answer.bytes.baseAddress)
                unsafe gotCount.pointee = answer.bytes.count
                return true
            }, context)
    }

    private func exchange(_ bytes: UnsafeRawBufferPointer) -> Payload {
        let question = unsafe Payload(copying: bytes)
        let answer = thread.run { [caller] in try await caller.exchange(question) }
        self.answer = answer
        return answer
    }
}
