-- Sums of the days' amounts, where the contract asks for any, newest day first. Null where a day's files have none.
-- :day     business date, YYYY-MM-DD
-- :oldest  the earliest day that is wanted, YYYY-MM-DD
-- {sums}   the columns, with commas between them
-- {most}   rows at most
select
    loan_category,
    insert_date,
    {sums}
from last.loan_tracker
where insert_date between :oldest and :day
order by insert_date desc, loan_category
limit {most}
