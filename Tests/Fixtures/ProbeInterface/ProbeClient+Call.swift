// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

public import OutboardCore

extension ProbeClient {
    /// The methods of `Probe` as values.
    public enum Call {
        public static func null() -> MethodCall<ProbeClient, Void> { MethodCall(0) }
        public static func echo(bytes: [UInt8]) -> MethodCall<ProbeClient, [UInt8]> { MethodCall(1, bytes) }
        public static func sum(_ first: Int, _ second: Int) -> MethodCall<ProbeClient, Int> {
            MethodCall(2, first, second)
        }
        public static func fail(reason: String) -> MethodCall<ProbeClient, Void> { MethodCall(3, reason) }
        public static func end(_ how: ProbeEnd) -> MethodCall<ProbeClient, Void> { MethodCall(5, how) }
        public static func sleep(milliseconds: Int) -> MethodCall<ProbeClient, Void> { MethodCall(6, milliseconds) }
        public static func make(byteCount: Int) -> MethodCall<ProbeClient, [UInt8]> { MethodCall(7, byteCount) }
        public static func environment() -> MethodCall<ProbeClient, [String: String]> { MethodCall(10) }
        public static func echoLater(_ text: String, milliseconds: Int) -> MethodCall<ProbeClient, String> {
            MethodCall(12, text, milliseconds)
        }
    }
}
