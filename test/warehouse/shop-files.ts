/** What is in the warehouse before, and a file of each kind that does everything that a file of its kind can do. */
export const earlier = `customer_id,timestamp,order_id,product_id,unit_price,title
c1,2026-01-01T10:00:00Z,o1,p1,3,Mug
ann@shop.example,2026-01-01T11:00:00Z,o2,p2,4,Tin
`;

export const shopFiles = {
  'events.csv': `customer_id,timestamp,type,order_id,product_id,quantity,unit_price,currency,rating,title,text,category
c1,2026-01-01T10:00:00Z,,o1,p1,1,3,,,Mug,,
c1,2026-02-01,,o3,p1,2,3.5,GBP,,Mug,,Cups
c1,2026-02-01,,o3,p1,2,3.5,GBP,,Mug,,Cups
bob@shop.example,2026-02-02,,o4,p3,1,9,GBP,,Pot,,
bob@shop.example,2026-02-03,review_posted,,p3,,,,4,Nice,"A ""fine"" pot",
bob@shop.example,2026-02-04,unsubscribed,,,,,,,,,
c1,never,,o5,p1,1,1,GBP,,,,
,2026-02-05,,o6,p1,1,1,GBP,,,,
c1,2026-02-05
`,
  'products.csv': 'product_id,title,price,stock\np1,Fine mug,3.75,4\np9,Rope,1,\n,nothing,1,1\n',
  'customers.csv':
    'customer_id,email,first_name,email_consent,consent_time\nc1,c.one@shop.example,Cleo,yes,2026-01-01\nann@shop.example,,Ann,no,\nc2,no address,,,\n',
} as const;
