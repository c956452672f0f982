internal import OutboardCore

/// Where an instance lives: in one generation, or in all of a supervised plugin.
protocol InstanceHome: Sendable {
    /// What a client of an interface calls the instance with.
    ///
    /// - Throws: `OutboardError`.
    func caller(for interface: InterfaceDescriptor, of name: InstanceName) throws -> Caller
    /// Ends the instance.
    ///
    /// Returns at once.
    func close(_ name: InstanceName) -> Completion<Void>
}

/// A generation whose end is that of its instances.
struct GenerationHome: InstanceHome {
    let generation: Generation
    let welcome: Welcome

    func caller(for interface: InterfaceDescriptor, of name: InstanceName) throws -> Caller {
        guard let number = generation.number(of: name) else {
            throw OutboardError(code: .notSent, message: "this instance of \(generation.title) has ended")
        }
        return Caller(
            channel: generation.channel, interface: interface,
            place: try welcome.place(of: interface, title: generation.title, instance: number),
            options: CallOptions(timeout: generation.options.callTimeout))
    }

    func close(_ name: InstanceName) -> Completion<Void> { generation.closeInstance(name) }
}
