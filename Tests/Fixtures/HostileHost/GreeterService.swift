import OutboardCore

/// What the host serves to the hostile plugin, while that has calls of tasks.
struct GreeterService: InterfaceDispatcher {
    static var interface: InterfaceDescriptor { GreeterClient.interface }

    func dispatch(_ call: inout IncomingCall) {
        guard call.method == 0 else { return call.rejectUnknownMethod() }
        call.replyAsync { (reader: inout WireReader) throws(WireError) in
            let name = try reader.next(String.self)
            return { () async throws -> String in
                await Task.yield()
                return "Hello, host's " + name
            }
        }
    }
}
