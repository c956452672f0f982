internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// Maps the buffers that the host lends, and lets go of those that it takes back.
struct PluginBuffers {
    let host: HostLink
    let end: ServeEnd

    /// Acts on a message of the host.
    ///
    /// - Parameters:
    ///   - message: One of the kinds lend and take back.
    ///   - file: What came with it.
    func receive(_ message: ControlMessage, _ file: consuming OwnedDescriptor?) {
        guard let order = BufferOrder(message) else { return }
        guard message.kind == .lend else { return end.buffers.remove(number: order.number) }
        var refusal = ""
        if let file = file.take() {
            do throws(Errno) {
                // Not looked at for its size and its seals: a plugin that is ready may have given up the system calls, and
                // believes its host in everything else.
                let mapping = try Mapping(file.raw, byteCount: order.byteCount, writable: false)
                end.buffers.add(SharedMemory(mapping), number: order.number)
            } catch {
                refusal = "mapping it failed: \(error)"
            }
        } else {
            refusal = "it did not arrive: the plugin has as many descriptors as it may have"
        }
        // It fails when the host is gone: nobody waits for it then.
        try? host.send(
            ControlMessage(kind: .borrowed, encoding: NumberedAnswer(number: Int(order.number), refusal: refusal)))
    }
}
