internal import BenchInterface
internal import OutboardPlugin

/// Hands calls of an interface to its own dispatcher, at the price of one comparison, and the others to the worker.
struct MeasuredDispatcher<Base: InterfaceDispatcher>: InterfaceDispatcher {
    static var interface: InterfaceDescriptor { MeasureMethods.appended(to: Base.interface) }

    private let base: Base
    private let baseCount: UInt16
    private let worker: MeasuredWorker

    init(_ base: Base, worker: MeasuredWorker) {
        self.base = base
        self.baseCount = UInt16(clamping: Base.interface.methods.count)
        self.worker = worker
    }

    @inline(__always)
    func dispatch(_ call: inout IncomingCall) {
        if call.method < baseCount {
            base.dispatch(&call)
        } else {
            worker.dispatch(&call, index: Int(call.method &- baseCount))
        }
    }
}
