internal import OutboardRing

extension RawRings {
    /// The host's half: makes calls with up to `window` of them on their way.
    ///
    /// - Parameters:
    ///   - calls: How many calls to make.
    ///   - window: At most the records of a ring.
    /// - Returns: False if the other side does not answer.
    public mutating func call(_ calls: Int, window: Int) -> Bool {
        pipeline(calls, window: window) {}
    }

    /// The host's half, with the time that each `window` of replies took.
    ///
    /// - Returns: False if the other side does not answer.
    public mutating func call(timing windows: UnsafeMutableBufferPointer<UInt64>, window: Int) -> Bool {
        var repliesLeft = window
        var index = 0
        var began = MonotonicTime.read()
        return pipeline(windows.count &* window, window: window) {
            repliesLeft &-= 1
            guard repliesLeft == 0 else { return }
            let now = MonotonicTime.read()
            unsafe windows[index] = now &- began
            began = now
            index &+= 1
            repliesLeft = window
        }
    }

    /// Fills the window, waits for a reply, takes all that are there, and again.
    @inline(__always)
    private mutating func pipeline(_ calls: Int, window: Int, _ afterReply: () -> Void) -> Bool {
        var requests = producer(SharedArea.Offset.requests)
        var replies = consumer(SharedArea.Offset.replies)
        var sent = 0
        var received = 0
        while received < calls {
            while sent < calls, sent &- received < window {
                Self.publish(&requests, credit: replies.position)
                sent &+= 1
            }
            var wait = patience.begin()
            while !replies.isReady {
                guard patience.mayGoOn(&wait) else { return false }
            }
            repeat {
                guard Self.take(&replies) else { return false }
                received &+= 1
                afterReply()
            } while received < sent && replies.isReady
        }
        position = requests.position
        return true
    }
}
