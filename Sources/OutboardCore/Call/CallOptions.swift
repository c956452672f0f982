internal import OutboardSystem

/// What a caller asks for besides the arguments.
package struct CallOptions: Sendable, Hashable {
    /// When the call must be answered, in nanoseconds of CLOCK_MONOTONIC; 0 for no such moment.
    ///
    /// Travels to the plugin.
    package var deadline: UInt64
    /// How long a call without a deadline may take, in nanoseconds; the largest number for without end.
    ///
    /// Kept by the host alone, so that it costs no look at the clock.
    package var timeout: UInt64
    /// What a call does when there is no room for it.
    package var backPressure = BackPressure.suspend
    /// How a synchronous call waits; nil as the plugin's options say.
    package var waiting: WaitPolicy?

    #if Tracing
    /// The call's place in a trace; travels to the plugin.
    package var trace: TraceContext?
    #endif

    /// Options with a time-out.
    package init(timeout: Duration?) {
        self.deadline = 0
        self.timeout = timeout?.clampedNanoseconds ?? .max
    }

    /// Options with a deadline that begins now.
    package init(deadlineIn timeout: Duration) {
        self.init(timeout: nil)
        setDeadline(in: timeout)
    }

    /// Replaces deadline and time-out by a time-out.
    mutating func setTimeout(_ timeout: Duration?) {
        self.deadline = 0
        self.timeout = timeout?.clampedNanoseconds ?? .max
    }

    /// Replaces deadline and time-out by a deadline that begins now.
    mutating func setDeadline(in timeout: Duration) {
        self.deadline = max(1, MonotonicClock.now().addingClamped(timeout.clampedNanoseconds))
        self.timeout = .max
    }

    /// The deadline of a call that starts now, the largest number for none.
    var deadlineFromNow: UInt64 {
        if deadline != 0 { return deadline }
        return timeout == .max ? .max : deadline(from: MonotonicClock.now())
    }

    /// The deadline of a call that starts at a moment, the largest number for none.
    func deadline(from now: UInt64) -> UInt64 {
        if deadline != 0 { return deadline }
        return timeout == .max ? .max : now.addingClamped(timeout)
    }
}

extension UInt64 {
    /// The sum, or the largest number if it does not fit.
    package func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension Duration {
    /// Whole nanoseconds; 0 for negative durations, the largest number for those of over 584 years.
    package var clampedNanoseconds: UInt64 {
        UInt64(clamping: attoseconds / 1_000_000_000)
    }
}
