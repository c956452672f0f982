internal import COutboardLinux

/// What a worker says about itself to the code that runs on its thread.
enum ServedLane {
    /// The lane that the calling thread serves; nothing on threads that are no workers.
    static var current: UnsafeMutablePointer<RequestLane>? {
        get { unsafe outboard_thread_mark()?.assumingMemoryBound(to: RequestLane.self) }
        set { unsafe outboard_set_thread_mark(newValue) }
    }
}
