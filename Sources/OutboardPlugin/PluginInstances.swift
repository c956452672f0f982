internal import Glibc
internal import OutboardCore
internal import OutboardSystem

/// Makes and ends the further instances of a plugin, as its host asks for them.
///
/// Each of these takes a thread for as long as the plugin's own code takes: the thread that reads the control socket goes on.
struct PluginInstances: Sendable {
    let definition: PluginDefinition
    let host: HostLink
    let end: ServeEnd

    /// Acts on a message of the host.
    ///
    /// - Parameters:
    ///   - message: One of the kinds open and close.
    ///   - file: What came with it.
    func receive(_ message: ControlMessage, _ file: consuming OwnedDescriptor?) {
        guard var order = InstanceOrder(message) else { return }
        let isOpening = message.kind == .open
        do {
            if order.isConfigurationAttached {
                guard let file = file.take() else { throw HandshakeError("the configuration did not come along") }
                order.configuration = try Attachment(adopting: file, byteCount: order.configurationByteCount).bytes()
            }
            try DedicatedThread.start(named: "outboard-instance", stackByteCount: 8 << 20) { [order] in
                if isOpening { open(order) } else { close(order.number) }
            }
        } catch {
            // The host waits for a word about either.
            answer(order.number, isOpening ? String(describing: error) : "")
        }
    }

    private func open(_ order: InstanceOrder) {
        do {
            let envelope = try ConfigurationEnvelope(wireBytes: order.configuration)
            let running = try definition.start(PluginConfiguration(envelope: envelope))
            end.instances.add(
                ServedInstance(dispatch: running.dispatch, shutDown: running.shutDown), number: order.number)
            answer(order.number, "")
        } catch {
            let text = String(String(describing: error).prefix(16_000))
            answer(order.number, text.isEmpty ? "it did not say why" : text)
        }
    }

    private func close(_ number: Int) {
        // What was sent to it before is run first.
        end.waitUntilPassed()
        if let instance = end.instances.remove(number: number) {
            while !instance.isIdle { usleep(200) }
            instance.shutDown()
        }
        answer(number, "")
    }

    private func answer(_ number: Int, _ refusal: String) {
        // It fails when the host is gone: nobody waits for it then.
        try? host.send(ControlMessage(kind: .instance, encoding: NumberedAnswer(number: number, refusal: refusal)))
    }
}
