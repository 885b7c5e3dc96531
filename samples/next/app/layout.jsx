// The icon: none, so that the browser asks for none.
export const metadata = { title: "Your order", icons: { icon: "data:," } };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
