internal import BenchInterface
internal import OutboardPlugin

/// Hands calls of the interface to its own dispatcher, at the price of one comparison, and the others to the worker.
struct CoreDispatcher: InterfaceDispatcher {
    static var interface: InterfaceDescriptor { MeasureMethods.appended(to: BenchDispatcher<CorePlugin>.interface) }

    let calls: BenchDispatcher<CorePlugin>
    let worker: MeasuredWorker
    private let ownCount = UInt16(clamping: BenchDispatcher<CorePlugin>.interface.methods.count)

    init(calls: BenchDispatcher<CorePlugin>, worker: MeasuredWorker) {
        self.calls = calls
        self.worker = worker
    }

    func dispatch(_ call: inout IncomingCall) {
        if call.method < ownCount {
            calls.dispatch(&call)
        } else {
            worker.dispatch(&call, index: Int(call.method &- ownCount))
        }
    }
}
