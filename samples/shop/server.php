<?php // A shop's own status source: Transak's webhooks in, the order out. What it leaves out: relay/README.md.
const RANK = ['AWAITING_PAYMENT_FROM_USER' => 0, 'PAYMENT_DONE_MARKED_BY_USER' => 1, 'PROCESSING' => 2, 'PENDING_DELIVERY_FROM_TRANSAK' => 3,
    'ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK' => 3, 'FAILED' => 4, 'CANCELLED' => 4, 'EXPIRED' => 4, 'COMPLETED' => 5, 'REFUNDED' => 6];
const KEPT = ['id', 'status', 'isBuyOrSell', 'fiatAmount', 'fiatCurrency', 'cryptoAmount', 'cryptoCurrency', 'network', 'paymentOptionId',
    'createdAt', 'updatedAt', 'completedAt', 'autoExpiresAt', 'transactionHash', 'transactionLink', 'totalFeeInFiat'];
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
http_response_code(500); // until all is done: a 200 would tell Transak that the webhook is kept
[$token, $file] = [getenv('TRANSAK_ACCESS_TOKEN'), getenv('ORDERS')]; // the file: where no browser can fetch it
if (!$token || !$file) exit('TRANSAK_ACCESS_TOKEN or ORDERS is missing');
$orders = new PDO("sqlite:$file");
$orders->exec('PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, body TEXT, heard INT)');

/** Of `$order`, what is known; `false`: nothing. */
function known(PDO $orders, string $id): array|false {
    $query = $orders->prepare('SELECT body, heard FROM orders WHERE id = ?');
    $query->execute([$id]);
    return $query->fetch(PDO::FETCH_ASSOC);
}
function take(PDO $orders, mixed $order, int $told, int $asked = 0): void {
    $text = fn(string $name) => is_string($order[$name] ?? null) ? $order[$name] : '';
    if (!is_array($order) || !preg_match('/^' . ID . '$/D', $text('id')) || !isset(RANK[$text('status')])) return;
    $orders->exec('BEGIN IMMEDIATE'); // nobody else decides meanwhile
    $row = known($orders, $order['id']) ?: [];
    $known = $row ? json_decode($row['body'], true) : ['status' => ''];
    $rank = RANK[$order['status']] - (RANK[$known['status']] ?? -1);
    $ended = $known['status'] === 'COMPLETED' && $order['status'] !== 'COMPLETED'; // for good: nothing follows it
    $older = $text('updatedAt') !== '' && $text('updatedAt') < ($known['updatedAt'] ?? '');
    // Asked after it stopped, Transak says that it goes on: a late payment.
    $alive = (RANK[$known['status']] ?? 0) === 4 && $asked > $row['heard'] && !$older;
    if (!$ended && ($rank >= 0 || $alive) && !($rank === 0 && $older)) {
        $body = json_encode(array_intersect_key($order, array_flip(KEPT)));
        $orders->prepare('REPLACE INTO orders VALUES (?, ?, ?)')->execute([$order['id'], $body, min(time(), max($told, $row['heard'] ?? 0))]);
    }
    $orders->exec('COMMIT'); // on the disk before the answer goes out
}
/** The HTTP status of Transak's answer; 0: none. */
function ask(PDO $orders, string $id, string $token): int {
    $asked = time();
    $headers = "access-token: $token\r\nx-api-key: " . getenv('TRANSAK_API_KEY');
    $context = stream_context_create(['http' => ['header' => $headers, 'timeout' => 5, 'follow_location' => 0, 'ignore_errors' => true]]);
    $answer = @file_get_contents(getenv('TRANSAK_API_URL') . "/partners/api/v2/order/$id", false, $context);
    $status = (int) (explode(' ', $http_response_header[0] ?? '')[1] ?? 0);
    if ($status === 200) take($orders, json_decode($answer, true)['data'] ?? null, time(), $asked);
    return $status;
}
/** What Transak signed, by HS256 and nothing else; `null`: somebody else did. Where there is Composer, firebase/php-jwt does the same. */
function verified(mixed $jwt, string $token): ?array {
    $parts = explode('.', is_string($jwt) ? $jwt : '');
    $read = fn(int $part) => base64_decode(strtr($parts[$part] ?? '', '-_', '+/'));
    [$head, $claims] = [json_decode($read(0), true), json_decode($read(1), true)];
    $signature = hash_hmac('sha256', $parts[0] . '.' . ($parts[1] ?? ''), $token, true);
    $signed = ($head['alg'] ?? '') === 'HS256' && count($parts) === 3 && hash_equals($signature, $read(2));
    return $signed && is_array($claims) && ($claims['exp'] ?? PHP_INT_MAX) > time() ? $claims : null;
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($_SERVER['REQUEST_METHOD'] === 'POST' && $path === '/webhooks/transak') {
    $claims = verified(json_decode(file_get_contents('php://input', length: 262144), true)['data'] ?? null, $token);
    if ($claims) take($orders, $claims['webhookData'] ?? null, strtotime($claims['createdAt'] ?? '') ?: 0);
    http_response_code($claims ? 200 : 401);
} elseif (preg_match('#^/orders/(' . ID . ')$#D', $path, $found)) {
    $old = function (int $seconds, string $end) use ($orders, $found): bool {
        $row = known($orders, $found[1]);
        return !$row || (RANK[json_decode($row['body'], true)['status']] < RANK[$end] && time() - $row['heard'] > $seconds);
    };
    $said = $old(15, 'COMPLETED') ? ask($orders, $found[1], $token) : 0; // also where it has stopped: a late payment or a refund may follow
    if ($old(120, 'FAILED')) { // the tracker takes every 200 for fresh
        http_response_code(!known($orders, $found[1]) && in_array($said, [400, 404]) ? 404 : 503);
        exit;
    }
    http_response_code(200);
    header('content-type: application/json');
    header('cache-control: private, no-cache');
    echo '{"data":' . known($orders, $found[1])['body'] . '}';
} else {
    http_response_code(404);
}
